"""What files told later does not change a closed month; what they tell again counts once."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.services.imports.conftest import CUSTOMERS, preview_of
from tests.store.builders import add_customer, add_line
from vipdesk.domain.indicators import Side, Value, WhyNot, shown
from vipdesk.domain.packing import Member
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.imports import ImportService
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.entering import EnteringService, FigureRow
from vipdesk.services.indicators.kinds import BY_KEY
from vipdesk.services.indicators.lost import CohortState, LostService
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.journal import JournalService
from vipdesk.store.book import Store
from vipdesk.store.records import StatusHistory

OCTOBER = Asked(Period.parse("2026-10"))
COMPLAINTS = "投诉单号,客户编号,受理时间,投诉类型,是否越级,投诉内容\n"


@pytest.fixture
def take(store: Store, tmp_path: Path) -> "Take":
    return Take(ImportService(store), tmp_path / "file.csv")


class Take:
    """Imports a file of this content."""

    def __init__(self, imports: ImportService, path: Path) -> None:
        self._imports, self._path = imports, path

    def __call__(self, content: str, kind: str) -> None:
        self._imports.commit(preview_of(self._imports, self._path, content, kind))


def value(store: Store, key: str) -> Value:
    return IndicatorService(store).values(OCTOBER, [key])[0]


def everything(
    store: Store,
) -> tuple[tuple[Value, ...], CohortState | None, dict[str, list[Member]]]:
    """All values of October, what became of its snapshot, and those behind each."""
    service = IndicatorService(store)
    behind = {key: list(service.members(key, OCTOBER, Side.EITHER)) for key in BY_KEY}
    return service.values(OCTOBER), LostService(store).state(OCTOBER), behind


def test_a_closed_month_stands_when_files_change_the_past(store: Store, take: Take) -> None:
    with store.action("customer.create") as session:
        lines = [
            add_line(session, add_customer(session, f"C{n}", f"客户{n}"), f"1390000000{n}")
            for n in range(1, 4)
        ]
        numbers = [line.number for line in lines]
    CohortService(store).freeze(CohortDraft(name="Q4", on_day=date(2026, 9, 30)))
    ClosingService(store).close("2026-10")
    before = everything(store)
    assert value(store, "snapshot_retention").rate == 1
    bills = "".join(f"{number},2026-10,0\n" for number in numbers[:2])
    take(f"业务号码,账期,账单金额\n{bills}", "bills")
    take(f"{COMPLAINTS}T1,C1,2026-10-09,网络,是,断线\n", "complaints")
    assert everything(store) == before
    ClosingService(store).reopen("2026-10", "late file")
    kept, complaints = value(store, "snapshot_retention"), value(store, "escalated_complaints")
    assert (kept.numerator, kept.denominator, kept.closed) == (1, 3, False)
    assert (complaints.numerator, complaints.denominator) == (1, 1)
    reopened, *_files, closed = JournalService(store).entries(4)
    assert [(each.code, each.params["month"], each.undoable) for each in (reopened, closed)] == [
        ("indicator.reopen", "2026-10", False),
        ("indicator.close", "2026-10", False),
    ]
    (row,) = ClosingService(store).list()
    assert (row.reason, row.reopened_at) == ("late file", store.now())
    ClosingService(store).close("2026-10")
    assert value(store, "snapshot_retention").closed
    assert value(store, "snapshot_retention").numerator == 1


def test_one_case_escalated_twice_counts_once(store: Store, take: Take) -> None:
    take(CUSTOMERS, "customers")
    own = "T0,C1,2026-10-02,网络,否,网速慢\n"
    take(f"{COMPLAINTS}{own}T1,C1,2026-10-09,网络,是,断线\n", "complaints")
    take(f"{COMPLAINTS}T1,C1,2026-10-09,网络,是,断线，再次越级\n", "complaints")
    found = value(store, "escalated_complaints")
    assert (found.numerator, found.denominator) == (1, 2)


def test_of_25_at_92_percent_two_may_go(store: Store) -> None:
    """In exact fractions: 25 x (1 - 0.92) is 2, and 23 of 25 meet the target exactly."""
    with store.action("customer.create") as session:
        lines = [
            add_line(session, add_customer(session, f"C{n}", f"客户{n}"), f"139{n:08}").id
            for n in range(25)
        ]
    CohortService(store).freeze(CohortDraft(name="Q4", on_day=date(2026, 9, 30)))
    desk = IndicatorDesk.of(store)
    seen = []
    for gone in (lines[:0], lines[:2], lines[2:3]):
        with store.action("line.edit", keep_empty=True) as session:
            day = {"effective_on": date(2026, 10, 9), "recorded_on": date(2026, 10, 9)}
            session.add_all(StatusHistory(line_id=each, status="closed", **day) for each in gone)
        board = desk.board(OCTOBER)
        kept = board.value("snapshot_retention")
        seen.append((board.slack, kept.met, shown(kept.rate or Fraction(), percent=True)))
    assert seen == [(2, True, "100.00%"), (0, True, "92.00%"), (-1, False, "88.00%")]


def test_what_was_entered_stands_though_it_is_taken_back(store: Store) -> None:
    with store.action("customer.create") as session:
        add_customer(session)
    entering, closing = EnteringService(store), ClosingService(store)
    figure = FigureRow("hotline", "2026-10", 86, 100, "10086", date(2026, 11, 3))
    entering.enter(figure)
    entry = JournalService(store).entries(1)[0].id
    closing.close("2026-10")
    found = value(store, "hotline")
    assert (found.numerator, found.denominator, found.origin) == (86, 100, "10086")
    JournalService(store).undo(entry)
    assert (value(store, "hotline").numerator, value(store, "hotline").closed) == (86, True)
    gold = replace(OCTOBER, part=Slice(SliceBy.TIER, "gold"))
    assert IndicatorService(store).values(gold, ["hotline"])[0].rate is None
    closing.reopen("2026-10", "a slip")
    assert value(store, "hotline").why_not is WhyNot.NOT_ENTERED
    entering.enter(replace(figure, numerator=90))
    assert value(store, "hotline").numerator == 90
