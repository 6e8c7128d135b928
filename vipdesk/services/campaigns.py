"""Campaigns of special points (专项积分): for whom, when and how much; to each customer once."""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.customer_query import CustomerFilter, CustomerQuery
from vipdesk.domain.points import Movement, last_day
from vipdesk.domain.points_words import EntryKind
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.services.customers import CustomerService
from vipdesk.services.earning import (
    CHANGED,
    given_before,
    prefix_bounds,
    self_id,
    standing,
    write_all,
)
from vipdesk.services.merged import merged_into
from vipdesk.services.settings import points_rules_in_force
from vipdesk.store.book import Store
from vipdesk.store.deriving.scope import OURS
from vipdesk.store.records import Campaign
from vipdesk.texts import N_

SAVED = frozenset({Area.POINTS, Area.JOURNAL})


class CampaignDraftError(VipDeskError):
    """A campaign without a name, without points, or with days in the wrong order."""

    message = N_(
        "A campaign has a name of its own and points for each customer, ends no sooner than it "
        "starts, and its points last at least until it ends. Nothing was changed."
    )


class CampaignGaveError(VipDeskError):
    """Movements name it, also those that were reversed."""

    message = N_(
        "“{name}” has given points, and their movements name it, so it stays. Let it end instead. "
        "Nothing was changed."
    )


class CampaignNotOnError(VipDeskError):
    """Today lies outside a campaign's days."""

    message = N_("“{name}” runs from {first} to {last}. Nothing was awarded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """A campaign as typed.

    Attributes:
        ends_on: Its last day.
        expires_on: Last usable day of its points; None: as the settings say.
        criteria: For whom, as the customer list filters.
    """

    name: str
    starts_on: date
    ends_on: date
    points: int
    expires_on: date | None = None
    criteria: CustomerFilter = field(default_factory=CustomerFilter)
    note: str = ""

    def is_sound(self) -> bool:
        """Whether it can be kept."""
        lasting = self.expires_on is None or self.expires_on >= self.ends_on
        return bool(self.name.strip() and self.points > 0 and lasting) and (
            self.starts_on <= self.ends_on
        )


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign, and how many customers have its points."""

    id: int
    draft: CampaignDraft
    customers: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a campaign gives points, or gave; ``unchanged`` have them already."""

    awards: int
    points: int
    unchanged: int


class CampaignService:
    """An award is one action, undone by its reversal."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def campaigns(self) -> list[CampaignRow]:
        """All of them, the newest first."""
        with self._store.read() as session:
            found = session.scalars(select(Campaign).order_by(Campaign.id.desc()))
            return [
                CampaignRow(each.id, _draft(each), len(standing(session, f"campaign:{each.id}:")))
                for each in found
            ]

    def find(self, name: str) -> int:
        """The id of a campaign.

        Raises:
            NotFoundError: There is none of this name.
        """
        with self._store.read() as session:
            found = session.scalar(select(Campaign.id).where(Campaign.name == name.strip()))
        if found is None:
            raise NotFoundError
        return found

    def save(self, draft: CampaignDraft, campaign_id: int | None = None) -> Saved[int]:
        """Keep a campaign; points that it gave already stay as they are.

        Raises:
            CampaignDraftError: Something of it can't be, or another one has its name.
            NotFoundError: It is gone.
        """
        with self._store.action("points.campaign_save") as session:
            name = draft.name.strip()
            same = select(Campaign.id).where(Campaign.name == name, Campaign.id != campaign_id)
            if not draft.is_sound() or session.scalar(same) is not None:
                raise CampaignDraftError
            campaign = Campaign() if campaign_id is None else session.get(Campaign, campaign_id)
            if campaign is None:
                raise NotFoundError
            campaign.name, campaign.points = name, draft.points
            campaign.starts_on, campaign.ends_on = draft.starts_on, draft.ends_on
            campaign.expires_on, campaign.filter = draft.expires_on, draft.criteria.to_json()
            campaign.note = draft.note.strip() or None
            session.add(campaign)
            session.flush()
            return Saved(campaign.id, SAVED)

    def delete(self, campaign_id: int) -> Saved[None]:
        """Remove a campaign that never gave points.

        Raises:
            CampaignGaveError: It did.
            NotFoundError: It is gone.
        """
        with self._store.action("points.campaign_delete") as session:
            campaign = session.get(Campaign, campaign_id)
            if campaign is None:
                raise NotFoundError
            if session.scalar(text(_GAVE), prefix_bounds(_head(campaign))):
                raise CampaignGaveError(name=campaign.name)
            session.delete(campaign)
        return Saved(None, SAVED)

    def preview(self, campaign_id: int) -> Reached:
        """What `award` would do today, were the campaign on.

        Raises:
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            campaign = _campaign(session, campaign_id)
        found = self._found(campaign)
        with self._store.read() as session:
            return _reached(campaign, found, _wanting(session, campaign, found))

    def award(self, campaign_id: int, progress: Progress | None = None) -> Saved[Reached]:
        """Give its points to those whom its filter finds today and who don't have them.

        Raises:
            NotFoundError: It is gone.
            CampaignNotOnError: It has not begun, or is over.
        """
        today = self._store.today()
        with self._store.read() as session:
            campaign = _campaign(session, campaign_id)
        if not campaign.starts_on <= today <= campaign.ends_on:
            days = {"first": campaign.starts_on, "last": campaign.ends_on}
            raise CampaignNotOnError(name=campaign.name, **days)
        found = self._found(campaign)
        with self._store.read() as session:
            n = len(_wanting(session, campaign, found))
        with self._store.action("points.campaign", bulk=True, n=n) as session:
            wanting = _wanting(session, campaign, found)  # anew: another action may have come
            last = campaign.expires_on or last_day(today, points_rules_in_force(session))
            moved = list(_movements(campaign, wanting, today, last))
            write_all(session, moved, progress or NoProgress())
        return Saved(_reached(campaign, found, wanting), CHANGED if moved else frozenset())

    def _found(self, campaign: Campaign) -> list[int]:
        """Whom its filter finds today of our own customers."""
        query = CustomerQuery(filter=_draft(campaign).criteria)
        found = CustomerService(self._store).find_ids(query, self._store.today())
        with self._store.read() as session:
            ours = set(session.scalars(text(_OURS), {"self": self_id(session)}))
        return [each for each in found if each in ours]


_GAVE = "SELECT 1 FROM points_entry WHERE source >= :first AND source < :last LIMIT 1"
_OURS = f"SELECT c.customer_id FROM customer_summary c WHERE {OURS}"


def _head(campaign: Campaign) -> str:
    return f"campaign:{campaign.id}:"


def _wanting(session: Session, campaign: Campaign, found: Iterable[int]) -> list[int]:
    """Who of them has no points of it, nor had before they were merged with another."""
    head = _head(campaign)
    there, former = standing(session, head), merged_into(session)
    return [each for each in found if not given_before(there, head, (each, *former.get(each, ())))]


def _reached(campaign: Campaign, found: Sized, wanting: Sized) -> Reached:
    n = len(wanting)
    return Reached(n, n * campaign.points, len(found) - n)


def _campaign(session: Session, campaign_id: int) -> Campaign:
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFoundError
    session.expunge(found)
    return found


def _draft(campaign: Campaign) -> CampaignDraft:
    return CampaignDraft(
        name=campaign.name,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        points=campaign.points,
        expires_on=campaign.expires_on,
        criteria=CustomerFilter.from_json(campaign.filter or {}),
        note=campaign.note or "",
    )


def _movements(
    campaign: Campaign, wanting: list[int], today: date, last: date
) -> Iterator[Movement]:
    for each in wanting:
        source = f"{_head(campaign)}{each}"
        yield Movement(each, EntryKind.CAMPAIGN, today, campaign.points, last, source=source)
