"""Files of points: awards, spends, openings and balances, from comparison to undo."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.services.imports.conftest import Look, Rows, reasons
from vipdesk.domain.points import Movement
from vipdesk.domain.points_words import EntryKind, MonthAnswer
from vipdesk.services import points_book
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.points_found import PointsChoices, UnsaidPointsError
from vipdesk.services.imports.rows import ChangeKind, Preview
from vipdesk.services.imports.views import key_title, value_text
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.services.points_audit import PointsAuditService
from vipdesk.services.points_book import figures_of
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.texts import translator

AWARDS = "客户编号,账期,获得积分\nC1,2026-01,100\nC1,2026-01,50\nC1,2026-02,100\nC2,2026-01,0\n"
SPENDS = "客户编号,账期,兑换积分\nC1,2026-02,180\nC2,2026-02,30\n"
BOTH = "客户编号,年份,月份,获得积分,兑换积分\nC1,2026,1,100,0\nC1,2026,2,,130\nC2,2026,12,5,\n"
ENTRIES = "SELECT kind, on_day, points, month, occurrence FROM points_entry ORDER BY id"
TAKE = PointsChoices(openings=True)
Take = Callable[..., Preview]


@pytest.fixture
def take(look: Look, imports: ImportService) -> Take:
    """Compare a file of points and write it."""

    def _take(content: str, choices: PointsChoices = TAKE) -> Preview:
        preview = imports.preview(look(content).examined, points=choices)
        imports.commit(preview)
        return preview

    return _take


def _kind(preview: Preview) -> str:
    return preview.examined.mapping.kind


def test_two_rows_of_a_month_are_both_kept_and_the_same_file_changes_nothing(
    take: Take, look: Look, rows: Rows
) -> None:
    preview = take(AWARDS)
    assert (_kind(preview), preview.counts.new, preview.counts.unchanged) == ("points-awards", 3, 1)
    assert rows(ENTRIES) == [
        ("imported", "2026-01-31", 100, "2026-01", 1),
        ("imported", "2026-01-31", 50, "2026-01", 2),
        ("imported", "2026-02-28", 100, "2026-02", 1),
    ]
    assert rows("SELECT DISTINCT expires_on FROM points_lot") == [("2028-12-31",)]
    again = look(AWARDS)
    assert (again.differences, again.counts.unchanged, again.points and again.points.earned) == (
        (), 4, 250,
    )  # fmt: skip


def test_a_history_that_overdraws_asks_for_the_least_opening(
    take: Take, look: Look, imports: ImportService, rows: Rows, store: Store
) -> None:
    take("客户编号,账期,获得积分\nC1,2026-01,150\n")
    preview = look(SPENDS)
    points = preview.points
    assert points is not None
    assert (points.openings, points.opening_points, points.asks_openings) == (2, 60, True)
    openings = [each for each in preview.differences if each.key.startswith("points.opening")]
    t = translator("en")
    assert [(key_title(e.key, t), value_text(e.key, e.new, t)) for e in openings] == [
        ("Opening points 2026-01-30", "30"), ("Opening points 2026-02-27", "30"),
    ]  # fmt: skip
    with pytest.raises(UnsaidPointsError):
        imports.commit(preview)
    assert rows("SELECT count(*) FROM points_entry") == [(1,)]
    take(SPENDS)
    assert rows(ENTRIES)[1:] == [
        ("opening", "2026-01-30", 30, None, None), ("opening", "2026-02-27", 30, None, None),
        ("spent", "2026-02-28", -180, "2026-02", 1), ("spent", "2026-02-28", -30, "2026-02", 1),
    ]  # fmt: skip
    with store.read() as session:
        assert [figures_of(session, each, store.today()).total for each in (1, 2)] == [0, 0]
        assert rows("SELECT note FROM points_entry WHERE kind = 'opening'")[0][0]
    assert look(SPENDS).differences == ()


def test_what_overdraws_can_be_left_out_with_its_figures(take: Take, rows: Rows) -> None:
    take("客户编号,账期,获得积分\nC1,2026-01,150\n")
    preview = take(SPENDS, PointsChoices(openings=False))
    assert reasons(preview) == [
        (2, "180 points are needed and 150 are there. Nothing was changed."),
        (3, "30 points are needed and 0 are there. Nothing was changed."),
    ]
    assert preview.points
    assert preview.points.openings == 2  # the question stays on the screen with its answer
    assert len(rows(ENTRIES)) == 1


def test_one_opening_that_is_unticked_leaves_its_customer_out(
    look: Look, imports: ImportService, rows: Rows
) -> None:
    preview = imports.preview(look(SPENDS).examined, points=TAKE)
    skip = frozenset(e.id for e in preview.differences if e.key and e.number == "C2"
                     and e.key.startswith("points.opening"))  # fmt: skip
    assert imports.commit(preview, skip).value.new == 1
    assert rows("SELECT kind, customer_id FROM points_entry ORDER BY id") == [
        ("opening", 1), ("spent", 1),
    ]  # fmt: skip


def test_one_row_may_hold_what_was_earned_and_what_was_spent(
    look: Look, rows: Rows, take: Take
) -> None:
    preview = take(BOTH)
    assert _kind(preview) == "points-movements"
    assert reasons(preview) == [(4, "2026-12-31 is still to come. Check whether day and month are "
                                    "the right way round.")]  # fmt: skip
    assert rows("SELECT kind, on_day, points FROM points_entry ORDER BY id") == [
        ("opening", "2026-01-30", 30), ("imported", "2026-01-31", 100),
        ("spent", "2026-02-28", -130),
    ]  # fmt: skip
    assert look(BOTH).counts.new == 0


def _other(preview: Preview) -> list[tuple[Any, ...]]:
    return [(e.kind, e.old, e.new) for e in preview.differences]


CORRECTED = "客户编号,账期,获得积分\nC1,2026-01,100\nC1,2026-01,70\nC1,2026-01,5\n"


def test_a_corrected_month_asks_and_is_replaced(
    take: Take, look: Look, imports: ImportService, rows: Rows, store: Store
) -> None:
    take(AWARDS)
    take("客户编号,账期,兑换积分\nC1,2026-03,90\n")  # of the first 100: the 50 can be replaced
    preview = look(CORRECTED)
    assert preview.points
    assert (preview.points.months, preview.points.asks_months) == (1, True)
    assert _other(preview) == [(ChangeKind.CHANGED, 50, 70), (ChangeKind.NEW, None, 5)]
    with pytest.raises(UnsaidPointsError):
        imports.commit(preview)
    take(CORRECTED, PointsChoices(MonthAnswer.REPLACE))
    assert rows(ENTRIES)[4:] == [
        ("reversal", "2026-01-31", -50, None, None),
        ("imported", "2026-01-31", 70, "2026-01", 3),
        ("imported", "2026-01-31", 5, "2026-01", 4),
    ]
    with store.read() as session:
        assert figures_of(session, 1, store.today()).total == 100 + 70 + 5 + 100 - 90
    assert look(CORRECTED).differences == ()


def test_a_corrected_month_can_be_added(take: Take, look: Look, imports: ImportService) -> None:
    take(AWARDS)
    choices = PointsChoices(MonthAnswer.ADD)
    assert _other(take(CORRECTED, choices)) == [
        (ChangeKind.NEW, None, 70), (ChangeKind.NEW, None, 5),
    ]  # fmt: skip
    assert imports.preview(look(CORRECTED).examined, points=choices).differences == ()


def test_a_month_can_be_corrected_to_nothing(take: Take, look: Look, rows: Rows) -> None:
    take(AWARDS)
    nothing = "客户编号,账期,获得积分\nC1,2026-01,0\n"
    assert [(e.kind, e.key, e.old) for e in look(nothing).differences] == [
        (ChangeKind.STOPPED, "points.earned@2026-01 #1", 100),
        (ChangeKind.STOPPED, "points.earned@2026-01 #2", 50),
    ]
    take(nothing, PointsChoices(MonthAnswer.REPLACE))
    assert rows("SELECT sum(rest) FROM points_rest") == [(100,)]
    assert look(nothing).differences == ()


def test_a_month_whose_points_are_spent_is_not_replaced(take: Take, rows: Rows) -> None:
    take(AWARDS)
    take("客户编号,账期,兑换积分\nC1,2026-03,160\n")
    preview = take(
        "客户编号,账期,获得积分\nC1,2026-01,100\nC1,2026-01,70\n",
        PointsChoices(MonthAnswer.REPLACE),
    )
    assert reasons(preview) == [(3, "This month can't be replaced: of the 50 points that it gave "
                                    "in the book, 0 are free and the others are spent or held. Add "
                                    "the difference instead, or reverse the spends.")]  # fmt: skip
    assert rows("SELECT count(*) FROM points_entry") == [(4,)]


def test_a_corrected_spend_gives_its_lots_back_first(take: Take, rows: Rows, store: Store) -> None:
    take(AWARDS)
    take("客户编号,账期,兑换积分\nC1,2026-02,200\n")
    take("客户编号,账期,兑换积分\nC1,2026-02,250\n", PointsChoices(MonthAnswer.REPLACE))
    assert rows(ENTRIES)[3:] == [
        ("spent", "2026-02-28", -200, "2026-02", 1), ("reversal", "2026-02-28", 200, None, None),
        ("spent", "2026-02-28", -250, "2026-02", 2),
    ]  # fmt: skip
    with store.read() as session:
        assert figures_of(session, 1, store.today()).total == 0


def test_undo_is_a_reversal_and_redo_brings_everything_back(
    take: Take, look: Look, rows: Rows, store: Store
) -> None:
    take(BOTH)
    journal = JournalService(store)
    journal.undo()
    assert rows("SELECT count(*), sum(points) FROM points_entry") == [(6, 0)]
    assert rows("SELECT sum(rest) FROM points_rest") == [(0,)]
    assert rows("SELECT count(*) FROM import_batch WHERE kind LIKE 'points%'") == [(0,)]
    assert look(BOTH).counts.new == 2
    journal.redo()
    assert rows("SELECT count(*), sum(points) FROM points_entry") == [(9, 0)]
    assert look(BOTH).counts.new == 0


def test_what_was_undone_and_redone_can_be_corrected(
    take: Take, look: Look, store: Store, rows: Rows
) -> None:
    take("客户编号,账期,获得积分\nC1,2026-01,100\n")
    journal = JournalService(store)
    journal.undo()
    journal.redo()
    taken = "客户编号,账期,兑换积分\nC1,2026-02,10\n"  # while it was undone nothing was there
    assert reasons(take(taken, PointsChoices(openings=False))) == [
        (2, "10 points are needed and 0 are there. Nothing was changed.")
    ]
    take("客户编号,账期,获得积分\nC1,2026-01,80\n", PointsChoices(MonthAnswer.REPLACE))
    assert rows("SELECT kind, on_day, points FROM points_entry ORDER BY id")[1:] == [
        ("reversal", "2026-11-21", -100), ("reversal", "2026-11-21", 100),
        ("reversal", "2026-11-21", -100), ("imported", "2026-01-31", 80),
    ]  # fmt: skip
    assert PointsAuditService(store).audit().problems == ()
    assert look("客户编号,账期,获得积分\nC1,2026-01,80\n").differences == ()


def test_fractions_are_rounded_by_the_setting_and_the_difference_is_told(
    take: Take, store: Store, rows: Rows
) -> None:
    content = "客户编号,账期,获得积分\nC1,2026-01,10.75\nC2,2026-01,3.5\n"
    settings = SettingsService(store)
    now = settings.load()
    settings.save(replace(now, points=replace(now.points, rounding="up")))
    points = take(content).points
    assert points
    assert (points.fractions, str(points.rounding), points.earned) == (2, "0.75", 15)
    assert rows("SELECT points FROM points_entry ORDER BY id") == [(11,), (4,)]


def test_customers_of_the_file_that_the_book_lacks_can_be_added_first(
    look: Look, imports: ImportService, rows: Rows
) -> None:
    content = "客户编号,账期,获得积分\nC9,2026-01,10\nC1,2026-01,5\nC9,2026-02,7\n"
    preview = look(content)
    assert preview.points
    assert (dict(preview.points.strangers), preview.counts.problems) == ({"C9": 2}, 2)
    strangers = imports.strangers(preview)
    assert strangers is not None
    imports.commit(strangers)
    again = look(content)
    assert imports.strangers(again) is None
    assert (_kind(again), again.counts.new) == ("points-awards", 3)
    assert rows("SELECT name FROM customer WHERE number = 'C9'") == [("C9",)]


def test_openings_of_a_file_carry_their_day_and_their_own_last_day(take: Take, rows: Rows) -> None:
    preview = take(
        "业务号码,积分日期,期初积分,积分有效期至\n13800138001,2026-01-05,40,2026-12-31\n"
    )
    assert _kind(preview) == "points-opening"
    assert rows("SELECT customer_id, points, earned_on, expires_on FROM points_lot") == [
        (2, 40, "2026-01-05", "2026-12-31")
    ]


def test_the_operators_balances_are_kept_by_day(take: Take, look: Look, rows: Rows) -> None:
    preview = take("客户编号,积分余额,余额日期\nC1,100,2026-10-31\nC2,7,2026-10-31\n")
    assert (_kind(preview), preview.counts.new) == ("points-balances", 2)
    changed = look(
        "客户编号,积分余额,余额日期\nC1,90,2026-10-31\nC2,7,2026-10-31\nC2,8,2026-10-31\n"
    )
    assert _other(changed) == [(ChangeKind.CHANGED, 100, 90)]
    assert [row for row, _reason in reasons(changed)] == [4]
    assert rows("SELECT customer_id, points FROM operator_points ORDER BY 1") == [(1, 100), (2, 7)]


def test_a_list_that_names_a_merged_customer_is_kept_as_it_is(
    take: Take, look: Look, store: Store, rows: Rows
) -> None:
    MergingService(store).merge(1, 2)
    both = "客户编号,积分余额,余额日期\nC1,100,2026-10-31\nC2,7,2026-10-31\n"
    assert reasons(take(both)) == []
    assert look(both).differences == ()
    assert rows("SELECT customer_id, points FROM operator_points ORDER BY 1") == [(1, 100), (2, 7)]


def test_a_packed_table_is_read_as_it_is(
    imports: ImportService, tmp_path: Path, rows: Rows
) -> None:
    path = tmp_path / "points.csv.gz"
    path.write_bytes(gzip.compress(AWARDS.encode()))
    imports.commit(imports.preview(imports.examine(path)))
    assert rows("SELECT count(*) FROM points_entry") == [(3,)]


def test_rows_of_a_merged_customer_are_found_again_and_go_to_who_stands_for_them(
    take: Take, look: Look, store: Store, rows: Rows
) -> None:
    take(AWARDS)
    take("客户编号,账期,获得积分\nC2,2026-01,50\n")
    MergingService(store).merge(1, 2)
    again = look("客户编号,账期,获得积分\nC1,2026-01,100\nC1,2026-01,50\nC2,2026-01,50\n")
    assert again.differences == ()
    take("客户编号,账期,兑换积分\nC2,2026-03,260\n")
    assert rows("SELECT customer_id, points FROM points_entry ORDER BY id DESC LIMIT 1") == [
        (1, -260)
    ]
    with store.read() as session:
        assert figures_of(session, 1, store.today()).total == 300 - 260


def test_a_hold_past_its_last_day_is_released_before_a_spend_comes_in(
    take: Take, rows: Rows, store: Store
) -> None:
    take("客户编号,账期,获得积分\nC1,2026-01,100\n")
    held = Movement(1, EntryKind.HOLD, date(2026, 3, 1), 80, until_on=date(2026, 3, 31))
    with store.action("points.hold", customer_id=1) as session:
        points_book.hold(session, held, store.today())
    take("客户编号,积分日期,兑换积分\nC1,2026-04-02,90\n")
    assert rows("SELECT kind, on_day, points, held FROM points_entry ORDER BY id")[2:] == [
        ("release", "2026-04-01", 0, -80), ("spent", "2026-04-02", -90, 0),
    ]  # fmt: skip


def test_who_is_in_the_recycle_bin_gets_nothing(look: Look, store: Store) -> None:
    CustomerGroupsService(store).delete([2])
    assert reasons(look(AWARDS)) == [
        (5, "This customer is in the recycle bin. Restore the customer first.")
    ]
