"""Filters kept by name, and how they are written down."""

import pytest

from tests.conftest import TODAY
from vipdesk.domain.customer_query import (
    BadFilterError,
    CustomerFilter,
    describe,
    first_day_without_contact,
)
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError
from vipdesk.services.filters import EmptyFilterError, FilterNameError, FilterService
from vipdesk.services.journal import JournalService
from vipdesk.services.preferences import PreferenceService
from vipdesk.store.book import Store
from vipdesk.texts import translator

SOME = CustomerFilter(
    tiers=(Tier.DIAMOND, Tier.GOLD),
    ends_within_days=60,
    in_arrears=False,
    points_expiring=True,
    points_from=5_000,
    arpu_from_fen=10_000,
    tags=("车友会",),
)


def test_a_filter_is_the_same_after_json() -> None:
    assert CustomerFilter.from_json(SOME.to_json()) == SOME
    assert CustomerFilter().to_json() == {}


def test_what_a_newer_version_wrote_is_left_out() -> None:
    kept = {"risk": ["high"], "tiers": ["platinum", "gold"]}
    assert CustomerFilter.from_json(kept) == CustomerFilter(tiers=(Tier.GOLD,))


def test_parses_what_is_typed() -> None:
    typed = {
        "tiers": "diamond,gold",
        "ends_within_days": "60",
        "in_arrears": "no",
        "points_expiring": "yes",
        "points_from": "5000",
        "arpu_from_fen": "10000",
        "tags": "车友会",
    }
    assert CustomerFilter.parse(typed) == SOME


@pytest.mark.parametrize(
    ("name", "value"),
    [("tiers", "platinum"), ("ends_within_days", "-1"), ("in_arrears", "x"), ("risk", "high")],
)
def test_refuses_what_nobody_knows(name: str, value: str) -> None:
    with pytest.raises(BadFilterError):
        CustomerFilter.parse({name: value})


def test_words_a_filter_in_both_languages() -> None:
    assert describe(SOME, translator("en")) == [
        "Diamond, Gold",
        "Ends within 60 days",
        "Not in arrears",
        "Points about to expire",
        "Points from 5,000",
        "ARPU from 100.00",
        "车友会",
    ]
    assert describe(SOME, translator("zh"))[1] == "60 天内到期"


@pytest.mark.parametrize(
    ("months", "first"), [(1, "2026-11-01"), (2, "2026-10-01"), (12, "2025-12-01")]
)
def test_months_without_contact_are_calendar_months(months: int, first: str) -> None:
    assert first_day_without_contact(TODAY, months).isoformat() == first


def test_saves_replaces_deletes_and_undoes(store: Store) -> None:
    filters, journal = FilterService(store), JournalService(store)
    saved = filters.save(" 钻石 ", SOME).value
    other = CustomerFilter(in_arrears=True)
    assert filters.save("钻石", other).value == saved
    assert [(row.name, row.filter) for row in filters.all()] == [("钻石", other)]
    filters.delete(saved)
    assert filters.all() == []
    journal.undo()
    assert [row.filter for row in filters.all()] == [other]
    assert journal.entries()[-1].code == "book.create"


def test_refuses_a_filter_without_a_name_or_criteria(store: Store) -> None:
    filters = FilterService(store)
    with pytest.raises(FilterNameError):
        filters.save("  ", SOME)
    with pytest.raises(FilterNameError, match="24"):
        filters.save("x" * 25, SOME)
    with pytest.raises(EmptyFilterError):
        filters.save("x", CustomerFilter())
    with pytest.raises(NotFoundError):
        filters.delete(7)
    assert filters.all() == []


def test_preferences_are_kept_outside_the_journal(store: Store) -> None:
    preferences = PreferenceService(store)
    entries = len(JournalService(store).entries())
    preferences.put("customers.columns", [["name", 120, True]])
    preferences.put("customers.columns", [["tier", 72, False]])
    assert preferences.get("customers.columns") == [["tier", 72, False]]
    assert preferences.get("other", []) == []
    assert len(JournalService(store).entries()) == entries
