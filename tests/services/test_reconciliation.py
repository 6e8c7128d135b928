"""The operator's list of points beside the ledger: classes, causes, settling, undo."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from vipdesk.domain.reconciling import Cause, Clues, Match, match, probable_cause
from vipdesk.importing.reader import read_table
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.points_found import PointsChoices
from vipdesk.services.journal import JournalService
from vipdesk.services.reconciliation import NoBalancesError, Reconciliation, ReconciliationService
from vipdesk.store.book import Store
from vipdesk.texts import translator

DAY = date(2026, 10, 31)
CUSTOMERS = "客户编号,姓名\n" + "".join(f"C{n},客户{n}\n" for n in range(1, 8))
AWARDS = """客户编号,账期,获得积分,积分有效期至
C1,2026-08,100,
C1,2026-09,50,
C2,2026-08,100,
C3,2026-08,100,
C3,2026-09,20,2026-10-15
C4,2026-08,40,
C4,2026-09,9,
C6,2026-09,5,
"""
BALANCES = """客户编号,积分余额,余额日期
C1,150,2026-10-31
C2,130,2026-10-31
C3,120,2026-10-31
C4,30,2026-10-31
C5,70,2026-10-31
C7,0,2026-10-31
"""


def _import(store: Store, folder: Path, content: str) -> None:
    imports, path = ImportService(store), folder / "file.csv"
    path.write_text(content, encoding="utf-8")
    preview = imports.preview(imports.examine(path), points=PointsChoices(openings=True))
    imports.commit(preview)


@pytest.fixture(scope="session")
def balances_furnished(
    furnishing: Furnishing, tmp_path_factory: pytest.TempPathFactory
) -> Furnished[None]:
    folder = tmp_path_factory.mktemp("files")

    def fill(store: Store) -> None:
        for content in (CUSTOMERS, AWARDS, BALANCES):
            _import(store, folder, content)

    return furnishing(at_work(fill))


@pytest.fixture
def service(balances_furnished: Furnished[None], store: Store) -> ReconciliationService:
    return ReconciliationService(store)


Told = Callable[[], dict[str, tuple[int | None, int | None, str, str]]]


@pytest.fixture
def told(service: ReconciliationService) -> Told:
    def _told() -> dict[str, tuple[int | None, int | None, str, str]]:
        return {
            row.number: (
                row.theirs,
                row.ours,
                row.match.value,
                row.cause.value if row.cause else "",
            )
            for row in service.compare(DAY).rows
        }

    return _told


def test_every_customer_is_in_one_class_with_a_probable_cause(told: Told) -> None:
    assert told() == {
        "C5": (70, None, "only-there", "no-history"),
        "C2": (130, 100, "different", "missing-month"),
        "C3": (120, 100, "different", "expiry"),
        "C4": (30, 49, "different", "unknown-spend"),
        "C6": (None, 5, "only-here", "not-listed"),
        "C1": (150, 150, "equal", ""),
        "C7": (0, None, "equal", ""),
    }


def test_the_ledger_of_the_day_counts_and_not_todays(
    store: Store, tmp_path: Path, told: Told
) -> None:
    _import(store, tmp_path, "客户编号,积分日期,兑换积分\nC1,2026-11-02,150\n")
    assert told()["C1"] == (150, 150, "equal", "")


def test_a_difference_is_settled_by_a_named_entry_and_undone(
    store: Store, service: ReconciliationService, told: Told
) -> None:
    before = told()
    ids = {row.number: row.id for row in service.compare(DAY).rows}
    settled = service.settle(DAY, [ids[number] for number in ("C1", "C2", "C4", "C5")], "查实")
    assert (settled.value.count, settled.value.open) == (3, ())
    after = told()
    assert {number: after[number][2] for number in ("C2", "C4", "C5")} == dict.fromkeys(
        ("C2", "C4", "C5"), "equal"
    )
    assert (after["C3"], after["C6"]) == (before["C3"], before["C6"])
    with store.read() as session:
        kinds = session.connection().exec_driver_sql(
            "SELECT customer_id, points, note, on_day FROM points_entry WHERE kind = 'adjustment'"
        )
        assert sorted(tuple(row) for row in kinds) == sorted(
            [(ids["C2"], 30, "查实", "2026-10-31"), (ids["C4"], -19, "查实", "2026-10-31"),
             (ids["C5"], 70, "查实", "2026-10-31")]
        )  # fmt: skip
    JournalService(store).undo()
    assert told() == before
    JournalService(store).redo()
    assert told() == after


def test_what_was_settled_meanwhile_is_not_settled_twice(
    service: ReconciliationService, store: Store, told: Told
) -> None:
    (fifth,) = (row.id for row in service.compare(DAY).rows if row.number == "C5")
    within = ReconciliationService(store)
    compare = within.compare

    def compared(as_of: date) -> Reconciliation:
        found = compare(as_of)
        service.settle(DAY, [fifth])
        return found

    within.compare = compared  # type: ignore[method-assign, assignment]
    assert within.settle(DAY, [fifth]).value.count == 0
    assert told()["C5"][:2] == (70, 70)


def test_what_was_spent_since_can_not_be_taken_and_stays_open(
    store: Store, service: ReconciliationService, tmp_path: Path
) -> None:
    _import(store, tmp_path, "客户编号,积分日期,兑换积分\nC4,2026-11-02,40\n")
    row = next(row for row in service.compare(DAY).rows if row.number == "C4")
    settled = service.settle(DAY, [row.id]).value
    assert settled.count == 0
    assert [(one.number, one.reason.sentence(translator("en"))) for one in settled.open] == [
        ("C4", "19 points are needed and 9 are there. Nothing was changed.")
    ]


def test_who_is_on_the_list_alone_is_counted_with_their_points(
    service: ReconciliationService, store: Store, tmp_path: Path
) -> None:
    assert (service.compare(DAY).strangers, service.compare(DAY).strange_points) == (0, 0)
    more = "客户编号,积分余额,余额日期\nC1,151,2026-10-31\nC98,40,2026-10-31\nC99,2,2026-10-31\n"
    _import(store, tmp_path, more)
    found = service.compare(DAY)
    assert (found.strangers, found.strange_points) == (2, 42)
    JournalService(store).undo()
    assert service.compare(DAY).strangers == 0


def test_a_day_without_a_list_is_refused(service: ReconciliationService) -> None:
    assert service.days() == [(DAY, 6)]
    with pytest.raises(NoBalancesError):
        service.compare(date(2026, 9, 30))


def test_the_rows_of_a_class_are_written_as_a_sheet(
    service: ReconciliationService, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    found = service.compare(DAY)
    assert service.export(found, Match.DIFFERENT, path, translator("en")).value == 3
    table = read_table(path)
    assert table.headers[:2] == ("Customer number", "Name")
    assert table.rows[0] == ["C2", "客户2", "Differing", "130", "100", "30",
                             "Missing month: 2026-09"]  # fmt: skip
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    ("theirs", "ours", "clues", "cause"),
    [
        (10, 10, Clues(), (None, None)),
        (15, 10, Clues(expired=(8, 5)), (Cause.EXPIRY, None)),
        (15, 10, Clues(expired=(5, 8)), (Cause.UNKNOWN_AWARD, None)),
        (2, 10, Clues(lasting=(3, 5, 2)), (Cause.EXPIRY, None)),
        (3, 10, Clues(lasting=(3, 5, 2)), (Cause.UNKNOWN_SPEND, None)),
        (15, 10, Clues(months=("2026-01", "2026-02"), own=("2026-01",)),
         (Cause.MISSING_MONTH, "2026-02")),
    ],
)  # fmt: skip
def test_the_probable_cause(
    theirs: int, ours: int, clues: Clues, cause: tuple[Cause | None, str | None]
) -> None:
    assert probable_cause(theirs, ours, clues) == cause


def test_nothing_and_zero_are_equal() -> None:
    assert (match(0, None), match(None, 0)) == (Match.EQUAL, Match.EQUAL)
