"""How new the data behind a value are, and when they are too old."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import delete

from tests.store.builders import add_customer, add_line
from vipdesk.domain.indicators import Value, notes
from vipdesk.domain.periods import Period
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.closing import ClosingService
from vipdesk.services.indicators.entering import EnteringService, FigureRow
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Bill, ImportBatch


def imported(store: Store, kind: str, at: datetime) -> None:
    with store.action("import.commit", file="x") as session:
        session.add(
            ImportBatch(
                kind=kind,
                file_name="x",
                file_sha256=b"x" * 32,
                imported_at=at,
                mapping={},
                counts={},
            )
        )


def value(store: Store, key: str, period: str) -> Value:
    return IndicatorService(store).values(Asked(Period.parse(period)), [key])[0]


def test_files_grow_old_and_a_newer_one_is_seen_though_it_changed_nothing(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    assert value(store, "churn", "2026-11").data_of is None  # kept by hand
    imported(store, "lines", datetime(2026, 10, 8, 17, tzinfo=UTC))  # the 9th in Shanghai
    service = IndicatorService(store)
    (churn,) = service.values(Asked(Period.parse("2026-11")), ["churn"])
    assert (churn.data_of, churn.stale) == (date(2026, 10, 9), True)
    assert "old data, of 2026-10-09" in notes(churn, str)
    september = value(store, "churn", "2026-09")
    assert (september.data_of, september.stale) == (date(2026, 9, 30), False)
    imported(store, "lines", datetime(2026, 11, 20, 3, tzinfo=UTC))
    (churn,) = service.values(Asked(Period.parse("2026-11")), ["churn"])
    assert (churn.data_of, churn.stale) == (date(2026, 11, 20), False)


def test_a_closed_month_keeps_how_old_its_data_were(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    imported(store, "lines", datetime(2026, 9, 8, tzinfo=UTC))
    figure = FigureRow("hotline", "2026-10", 86, 100, "branch", date(2026, 11, 3))
    EnteringService(store).enter(figure)
    ClosingService(store).close("2026-10")
    imported(store, "lines", datetime(2026, 11, 20, tzinfo=UTC))
    EnteringService(store).enter(replace(figure, numerator=20))
    churn = value(store, "churn", "2026-10")
    assert (churn.closed, churn.data_of, churn.stale) == (True, date(2026, 9, 8), True)
    hotline = value(store, "hotline", "2026-10")
    assert (hotline.numerator, notes(hotline, str)) == (86, ["closed", "branch 2026-11-03"])


def test_bills_are_as_old_as_their_last_month(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    CohortService(store).freeze(CohortDraft(name="Q", on_day=date(2026, 6, 30)))
    with store.action("line.edit") as session:
        session.execute(delete(Bill).where(Bill.month > "2026-08"))
    kept = value(store, "snapshot_retention", "2026-Q3")
    assert (kept.data_of, kept.stale, kept.to_date) == (date(2026, 8, 31), False, date(2026, 8, 31))
    settings = SettingsService(store)
    loaded = settings.load()
    settings.save(replace(loaded, rules=replace(loaded.rules, stale_days=29)))
    assert value(store, "snapshot_retention", "2026-Q3").stale
    assert not value(store, "snapshot_retention", "2026-08").stale
