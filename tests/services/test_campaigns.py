"""Campaigns of special points: to those whom a filter finds, to each once, on their days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from tests.conftest import TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.words import Tier
from vipdesk.services.campaigns import (
    CampaignDraft,
    CampaignDraftError,
    CampaignGaveError,
    CampaignNotOnError,
    CampaignService,
    Reached,
)
from vipdesk.services.earning import EarningService
from vipdesk.services.journal import JournalService
from vipdesk.services.points import PointsService
from vipdesk.services.points_told import told
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, PointsEntry, PointsLot, TierHistory
from vipdesk.texts import translator

GOLD = CampaignDraft(
    name="双十一",
    starts_on=TODAY,
    ends_on=TODAY,
    points=300,
    criteria=CustomerFilter(tiers=(Tier.GOLD,)),
)


def _fill(store: Store) -> None:
    with store.action("customer.create") as session:
        for number in ("C1", "C2", "C3"):
            last = add_customer(session, number)
        values = {"effective_on": date(2026, 2, 1), "recorded_on": TODAY}
        session.add(TierHistory(customer_id=last.id, tier=Tier.DIAMOND, **values))


@pytest.fixture(scope="session")
def tiers_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_fill))


@pytest.fixture
def campaigns(tiers_furnished: Furnished[None], store: Store) -> CampaignService:
    """Over a book with two gold customers and one of diamond."""
    return CampaignService(store)


def available(store: Store, customer_id: int) -> int:
    return PointsService(store).balance(customer_id).figures.available


def about(store: Store, entry_id: int = 1) -> str:
    with store.read() as session:
        return told(session, [entry_id], translator("en"))[entry_id]


def test_to_each_once(store: Store, campaigns: CampaignService) -> None:
    made = campaigns.save(GOLD).value
    assert campaigns.preview(made) == Reached(2, 600, 0)
    assert campaigns.award(made).value.awards == 2
    assert campaigns.award(made).value == Reached(0, 0, 2)
    assert [available(store, each) for each in (1, 2, 3)] == [300, 300, 0]
    everybody = replace(GOLD, criteria=CustomerFilter())
    campaigns.save(everybody, made)
    assert campaigns.award(made).value == Reached(1, 300, 2)
    assert campaigns.campaigns()[0].customers == 3
    assert about(store) == "双十一"


def test_an_award_is_undone_and_given_again(store: Store, campaigns: CampaignService) -> None:
    made = campaigns.save(GOLD).value
    campaigns.award(made)
    JournalService(store).undo()
    assert available(store, 1) == 0
    assert campaigns.award(made).value.awards == 2
    assert available(store, 1) == 300


def test_its_points_last_as_it_says(store: Store, campaigns: CampaignService) -> None:
    last = date(2026, 12, 5)
    campaigns.award(campaigns.save(replace(GOLD, expires_on=last)).value)
    campaigns.award(campaigns.save(replace(GOLD, name="元旦")).value)
    with store.read() as session:
        found = set(session.scalars(select(PointsLot.expires_on)))
    assert found == {last, date(2028, 12, 31)}


def test_one_that_gave_points_is_not_deleted(store: Store, campaigns: CampaignService) -> None:
    made = campaigns.save(GOLD).value
    campaigns.delete(made)
    JournalService(store).undo()
    campaigns.award(made)
    JournalService(store).undo()  # a reversal: the movements stay and name it
    with pytest.raises(CampaignGaveError):
        campaigns.delete(made)
    assert [row.draft.name for row in campaigns.campaigns()] == ["双十一"]


@pytest.mark.parametrize("by", [-1, 1])
def test_only_on_its_days(store: Store, campaigns: CampaignService, by: int) -> None:
    day = TODAY + timedelta(by)
    made = campaigns.save(replace(GOLD, starts_on=day, ends_on=day)).value
    with pytest.raises(CampaignNotOnError):
        campaigns.award(made)
    assert available(store, 1) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"points": 0},
        {"ends_on": TODAY - timedelta(1)},
        {"expires_on": TODAY - timedelta(1)},
    ],
)
def test_refuses_what_cannot_be(campaigns: CampaignService, wrong: dict[str, object]) -> None:
    with pytest.raises(CampaignDraftError):
        campaigns.save(replace(GOLD, **wrong))  # type: ignore[arg-type]


def test_two_have_no_name_in_common(campaigns: CampaignService) -> None:
    campaigns.save(GOLD)
    with pytest.raises(CampaignDraftError):
        campaigns.save(GOLD)


@pytest.mark.usefixtures("campaigns")
def test_an_anniversary_says_its_years_and_not_whose_it_is(store: Store) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), points=PointsRules(anniversary={"5": 500})))
    with store.action("customer.edit") as session:
        joined = update(Customer).where(Customer.id == 2).values(joined_on=date(2021, 3, 1))
        session.execute(joined)
    EarningService(store).award_anniversaries()
    with store.read() as session:
        entry_id = session.scalars(select(PointsEntry.id)).one()
    assert about(store, entry_id) == "year 5 with us"
