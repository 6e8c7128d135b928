"""Any run of files: each a second time changes nothing, and undo of all gives each state back."""

import csv
import io
from random import Random

import pytest

from tests.services.imports.conftest import Look
from tests.store.test_undo import state
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.store.book import Store

ENDS = ("", "2026-12-31", "2027/2/28", "20270131", "2027年3月1日", "46500", "2025-01-01")
COLUMNS = {
    "customers": (
        "客户编号", "姓名", "手机号", "等级", "生日", "账户编号", "套餐", "合约到期", "备注",
        "片区",
    ),
    "lines": ("客户编号", "业务号码", "状态", "套餐到期", "账户编号", "月租", "片区"),
    "bills": ("业务号码", "账期", "费用", "通话(分钟)", "流量(GB)", "片区"),
    "payments": ("账户编号", "缴费日期", "缴费金额", "余额", "欠费", "片区"),
    "complaints": (
        "客户编号", "受理日期", "投诉内容", "投诉编号", "办结日期", "是否属实", "片区",
    ),
}  # fmt: skip
CELLS = {
    "姓名": ("甲", "乙", "丙"), "等级": ("金卡", "银卡", "普通", ""),
    "生日": ("", "1980-05-06", "农历8-15"), "套餐": ("", "畅享99", "融合"), "合约到期": ENDS,
    "套餐到期": ENDS, "备注": ("", "x"),
    "状态": ("正常", "停机保号", "销户", ""), "月租": ("", "99.5", "1,234.50"),
    "账期": ("2026-09", "202610"), "费用": ("12.5", "(3.00)", "0"), "通话(分钟)": ("0", "31"),
    "流量(GB)": ("", "1.5"), "缴费日期": ("2026-09-01", "2026-10-02"), "缴费金额": ("50", ""),
    "余额": ("", "12", "-5"), "欠费": ("", "3"), "受理日期": ("2026-10-01", "2026-10-02"),
    "投诉内容": ("资费", "网络"), "投诉编号": ("", "T1", "T2"), "办结日期": ("", "2026-10-20"),
    "是否属实": ("", "是", "否"), "片区": ("", "东", "西"),
}  # fmt: skip
KEYS = {"客户编号": "C{}", "手机号": "1380013800{}", "业务号码": "1380013800{}", "账户编号": "A{}"}


def a_file(chance: Random, kind: str) -> str:
    """Some columns of a kind and some rows; every key is one of ten, accounts may be left open.

    No field takes the last column. Rows may speak of the same.
    """
    needed, others = COLUMNS[kind][:3], COLUMNS[kind][3:]
    columns = [*needed, *(each for each in others if chance.random() < 0.8)]

    def cell(column: str, at: int) -> str:
        if column == "账户编号" and chance.random() < 0.3:
            return ""
        known = KEYS.get(column)
        other = at if chance.random() < 0.8 else chance.randrange(10)
        return known.format(other) if known else chance.choice(CELLS[column])

    text = io.StringIO()
    rows = [[cell(each, at) for each in columns] for at in chance.choices(range(10), k=9)]
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue()


@pytest.mark.parametrize("seed", range(8))
def test_files_come_in_once_and_go_out_whole(
    store: Store, imports: ImportService, look: Look, seed: int
) -> None:
    chance = Random(seed)
    states = [state(store)]
    for kind in ("customers", *chance.choices(tuple(COLUMNS), k=8)):
        content = a_file(chance, kind)
        preview = look(content, kind)
        imports.commit(preview)
        again = look(content, kind).counts
        assert (again.new, again.changed) == (0, 0), content
        if preview.counts.new or preview.counts.changed:
            states.append(state(store))
    undoing = JournalService(store)
    for expected in reversed(states[:-1]):
        undoing.undo()
        assert state(store) == expected
    for expected in states[1:]:
        undoing.redo()
        assert state(store) == expected
    assert JournalProofService(store).check().broken is None
