"""Files with a column for each month, and columns besides whose month is typed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.imports.conftest import Rows, reasons
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.rows import Preview

HEADER = "业务号码,2026年9月消费,2026年10月消费,{other}\n"
MONTHS = "SELECT month, fee_fen FROM bill ORDER BY month"
DATA = "SELECT month, data_bytes FROM usage"


def taken(imports: ImportService, folder: Path, content: str) -> Preview:
    path = folder / "wide.csv"
    path.write_text(content, encoding="utf-8")
    examined = imports.examine(path)
    return imports.preview(imports.remap(examined, replace(examined.mapping, month="2026-10")))


def test_what_a_row_says_twice_of_a_month_comes_together(
    imports: ImportService, tmp_path: Path, rows: Rows
) -> None:
    """The fee of October has its own column; the data are October's since that was typed."""
    content = HEADER.format(other="流量GB") + "13800138000,20,30,1\n13800138001,21,,2\n"
    preview = taken(imports, tmp_path, content)
    assert reasons(preview) == []
    imports.commit(preview)
    assert rows(MONTHS) == [("2026-09", 2_000), ("2026-09", 2_100), ("2026-10", 3_000)]
    assert rows(DATA) == [("2026-10", 1 << 30), ("2026-10", 2 << 30)]
    assert taken(imports, tmp_path, content).differences == ()


@pytest.mark.parametrize(("fee", "problems"), [("31", 1), ("30", 0)])
def test_two_columns_of_a_month_must_agree(
    imports: ImportService, tmp_path: Path, fee: str, problems: int
) -> None:
    content = HEADER.format(other="出账金额(元)") + f"13800138000,20,30,{fee}\n"
    assert len(taken(imports, tmp_path, content).problems) == problems


SAID_TWICE = HEADER.format(other="出账金额(元)") + "13800138000,20,30,31\n13800138001,21,32,32\n"


def test_a_row_whose_columns_disagree_is_left_out_whole(
    imports: ImportService, tmp_path: Path, rows: Rows
) -> None:
    """Its other months wait with it, to be mended and imported again."""
    preview = taken(imports, tmp_path, SAID_TWICE)
    (problem,) = preview.problems
    assert (problem.row, problem.column, problem.value) == (2, "2026年10月消费", "30")
    assert "出账金额(元)" in reasons(preview)[0][1]
    imports.commit(preview)
    assert rows(MONTHS) == [("2026-09", 2_100), ("2026-10", 3_200)]
    assert taken(imports, tmp_path, SAID_TWICE.replace(",31", ",30")).counts.new == 1


def test_a_new_customer_whose_columns_disagree_is_not_added(
    imports: ImportService, tmp_path: Path, rows: Rows
) -> None:
    content = "客户编号,姓名,业务号码,2026年10月消费,出账金额(元)\nC9,丙,13800138009,30,31\n"
    preview = taken(imports, tmp_path, content)
    assert (preview.examined.mapping.kind, preview.counts.problems) == ("customers", 1)
    imports.commit(preview)
    assert rows("SELECT number FROM customer WHERE number = 'C9'") == []


def test_a_month_that_two_rows_tell_otherwise_is_told_once(
    imports: ImportService, tmp_path: Path, rows: Rows
) -> None:
    """One tells October under its header, the other as its own month."""
    header = "业务号码,账期,出账金额,十月\n"
    content = header + "13800138000,202609,20,30\n13800138000,202610,31,\n"
    path = tmp_path / "both.csv"
    path.write_text(content, encoding="utf-8")
    examined = imports.examine(path)
    columns = {**examined.mapping.columns, "bill.fee@2026-10": "十月"}
    preview = imports.preview(imports.remap(examined, replace(examined.mapping, columns=columns)))
    assert [(row, "Row 2" in said) for row, said in reasons(preview)] == [(3, True)]
    imports.commit(preview)
    assert rows(MONTHS) == [("2026-09", 2_000), ("2026-10", 3_000)]


@pytest.mark.parametrize("months", [("202609", "202610"), ("202610", "202609")])
def test_of_other_columns_the_newest_months_are_kept_however_often_it_comes(
    imports: ImportService, tmp_path: Path, rows: Rows, months: tuple[str, str]
) -> None:
    kept = "SELECT extra FROM line WHERE number = '13800138000'"
    content = "业务号码,账期,费用,优惠\n" + "".join(
        f"13800138000,{month},20,{month[-2:]}折\n" for month in months
    )
    for differences in (3, 0):
        preview = taken(imports, tmp_path, content)
        assert len(preview.differences) == differences
        imports.commit(preview)
        assert rows(kept) == [('{"优惠": "10折"}',)]
