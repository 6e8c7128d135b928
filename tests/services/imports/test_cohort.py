"""The operator's list of a snapshot: compared, frozen once and for all, refused by rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.imports.conftest import Look, Rows, reasons
from vipdesk.domain.cohorts import shared
from vipdesk.domain.indicator_words import CohortOrigin, CohortUnit
from vipdesk.importing.reader import ReadOptions, read_table
from vipdesk.services.cohorts import CohortService, FutureCohortError
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.cohort_found import CohortChoices, UnsaidDayError
from vipdesk.services.imports.cohort_views import all_words
from vipdesk.services.imports.rows import Preview
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.undo_errors import SnapshotStaysError
from vipdesk.texts import translator

LIST = (
    "手机号码,拍照日期,拍照等级,拍照收入,客户经理,状态,套餐\n"
    "13800138000,2026-09-30,金卡,199.50,赵经理,在用,畅享199\n"
    "13800138001,2026-09-30,五星钻,80,,停机保号,\n"
)
MEMBERS = (
    "SELECT m.line_id, m.customer_id, m.tier, m.status, m.plan, o.name, m.base_fee_fen "
    "FROM cohort_member m LEFT JOIN manager o ON o.id = m.owner_id ORDER BY m.line_id"
)
Take = Callable[..., int]


@pytest.fixture
def take(look: Look, imports: ImportService) -> Take:
    """Freeze a list; the number of its snapshot."""

    def _take(content: str, choices: CohortChoices | None = None) -> int:
        preview = imports.preview(look(content).examined, cohort=choices)
        found = imports.commit(preview).value.cohort_id
        assert found is not None
        return found

    return _take


def again(imports: ImportService, preview: Preview, **said: object) -> Preview:
    choices = replace(CohortChoices(), **said)  # type: ignore[arg-type]
    return imports.preview(preview.examined, cohort=choices)


def said(preview: Preview) -> str:
    assert preview.cohort is not None
    return " ".join(all_words(preview.cohort))


def test_a_list_is_frozen_as_it_says(take: Take, look: Look, rows: Rows, store: Store) -> None:
    preview = look(LIST)
    assert (preview.examined.mapping.kind, preview.counts.new) == ("cohort", 2)
    assert "holds 2 customers with 2 lines, base fee 279.50 in all" in said(preview)
    assert "added as a colleague: 赵经理" in said(preview)
    cohort_id = take(LIST)
    assert rows(MEMBERS) == [
        (1, 1, "gold", "normal", "畅享199", "赵经理", 19_950),
        (2, 2, "diamond", "suspended_request", None, None, 8_000),
    ]
    service = CohortService(store)
    row = service.row(cohort_id)
    assert (row.origin, row.on_day, row.size) == (CohortOrigin.IMPORTED, date(2026, 9, 30), 2)
    assert service.verify(cohort_id).holds
    assert rows("SELECT kind FROM cohort c JOIN import_batch b ON b.id = c.batch_id") == [
        ("cohort",)
    ]


def test_the_same_list_changes_nothing_and_another_stands_beside_it(
    take: Take, look: Look, imports: ImportService, store: Store
) -> None:
    take(LIST)
    entries = len(JournalService(store).entries())
    preview = look(LIST)
    assert (preview.differences, preview.counts.new, preview.counts.unchanged) == ((), 0, 2)
    assert 'frozen already as snapshot 1, "2026-09-30"' in said(preview)
    assert imports.commit(preview).value.batch_id is None
    assert len(JournalService(store).entries()) == entries
    other = look(LIST.replace("80,,", "81,,"))
    assert other.counts.new == 2
    assert "there is a snapshot already: 2026-09-30 (The operator's list)" in said(other)
    imports.commit(other)
    assert [each.base_fee_fen for each in CohortService(store).list()] == [28_050, 27_950]


def test_freezing_cannot_be_taken_back_and_says_so(
    look: Look, imports: ImportService, store: Store
) -> None:
    entry_id = imports.commit(look(LIST)).value.entry_id
    with pytest.raises(SnapshotStaysError) as refused:
        JournalService(store).undo(entry_id)
    told = refused.value.sentence(translator("en"))
    assert told.startswith('"Freeze the snapshot of file.csv" can\'t be undone: a snapshot stays')
    assert imports.batches()[0].undoable is False
    assert CohortService(store).verify(1).holds


def test_rows_that_cannot_be_counted_are_left_out_with_their_reasons(look: Look) -> None:
    preview = look(
        "号码,客户编号,拍照日期,拍照收入\n"
        "13900000000,,2026-09-30,1\n"
        "13800138000,,2026-09-30,10\n"
        "13800138000,,2026-09-30,11\n"
        ",C2,2026-06-30,2\n"
        "13800138002,C1,2026-09-30,2\n"
        "13800138001,,2026-09-30,\n"
        ",C1,2026-09-30,5\n"
        ",C9,2026-09-30,5\n"
        ",,2026-09-30,5\n"
    )
    assert preview.counts.new == 1
    told = dict(reasons(preview))
    assert told[2] == "There is no line with this number in the book. Import the lines first."
    assert told[4] == "Row 3 already speaks of 138****8000 and says something else."
    assert (
        told[5] == "This list is of 2026-09-30, and this row of another day. Import it on its own."
    )
    assert told[6] == "In the book the line of this row belongs to another customer."
    assert told[7] == "The base fee is missing."
    assert told[8].startswith("Row 3 already speaks of C1")
    assert told[9].startswith("There is no customer with this number")
    assert told[10].startswith("Line number")


def test_a_day_that_no_column_says_is_asked_for(look: Look, imports: ImportService) -> None:
    preview = look("客户编号,拍照收入\nC1,100\nC2,90.01\n")
    assert preview.cohort is not None
    assert (preview.cohort.asks_day, preview.cohort.on_day) == (True, date(2026, 9, 30))
    with pytest.raises(UnsaidDayError):
        imports.commit(preview)
    with pytest.raises(FutureCohortError):
        again(imports, preview, on_day=date(2027, 9, 30))
    ready = again(imports, preview, on_day=date(2026, 9, 30), unit=CohortUnit.LINE, name="Q4")
    assert ready.cohort is not None
    assert (ready.cohort.size, ready.cohort.base_fee_fen) == (3, 19_001)
    imports.commit(ready)


def test_a_customers_fee_is_shared_by_their_bills(
    take: Take, look: Look, rows: Rows, imports: ImportService
) -> None:
    bills = "业务号码,账期,账单金额\n13800138001,2026-09,60\n13800138002,2026-09,30\n"
    imports.commit(look(bills, "bills"))
    take("客户编号,拍照日期,拍照收入\nC2,2026-09-30,100\n")
    assert rows("SELECT line_id, base_fee_fen FROM cohort_member") == [(2, 6_667), (3, 3_333)]


def test_without_fees_the_bills_of_the_month_are_taken(
    look: Look, imports: ImportService, store: Store
) -> None:
    imports.commit(look("业务号码,账期,账单金额\n13800138001,2026-09,60\n", "bills"))
    preview = look("号码,拍照日期\n13800138001,2026-09-30\n13800138002,2026-09-30\n", "cohort")
    assert reasons(preview) == [
        (3, "The list has no base fees, and the book has no bill of 2026-09 for this line.")
    ]
    assert "those of the book's bills" in said(preview)
    imports.commit(preview)
    assert CohortService(store).row(1).base_fee_fen == 6_000


def test_what_is_unticked_is_not_frozen(look: Look, imports: ImportService, store: Store) -> None:
    preview = look(LIST)
    imports.commit(preview, frozenset({preview.differences[0].id}))
    assert (CohortService(store).row(1).lines, CohortService(store).verify(1).holds) == (1, True)


def test_the_template_is_read_as_such_a_list(imports: ImportService, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        path = tmp_path / f"{language}.xlsx"
        imports.write_template("cohort", path, translator(language))
        found = imports.examine(path)
        assert found.mapping.kind == "cohort"
        assert not found.mapping.unmapped(read_table(path, ReadOptions()))


@given(st.integers(0, 10**9), st.lists(st.integers(-5, 10**6), min_size=1, max_size=9))
def test_the_parts_of_a_fee_sum_to_it(total: int, weights: list[int]) -> None:
    parts = shared(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert min(parts) >= 0
