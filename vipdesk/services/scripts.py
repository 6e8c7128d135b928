"""What to say to a customer and what to offer, for a reason or for the nearest open task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from vipdesk import texts
from vipdesk.domain.losing import losing_lines
from vipdesk.domain.markdown import escaped
from vipdesk.domain.offers import OfferFacts, choose_offers
from vipdesk.domain.settings import Settings
from vipdesk.domain.talk import (
    QUIET,
    Points,
    Reason,
    as_markdown,
    choose_reason,
    reason_of_task,
    script_for,
    talking_points,
)
from vipdesk.domain.visits import DraftOffer
from vipdesk.domain.wording import price
from vipdesk.errors import NotFoundError
from vipdesk.services.losing import losing_of
from vipdesk.services.network import lines_of
from vipdesk.services.settings import settings_in_force
from vipdesk.services.talk_facts import (
    facts_for,
    line_for,
    next_task,
    talk_facts,
    task_reason,
)
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, CustomerSummary
from vipdesk.texts import Translate

_NOT_LOSING = QUIET | {Reason.WIN_BACK}


@dataclass(frozen=True, slots=True)
class Script:
    """What to say, and what to offer.

    Attributes:
        steps: Heads in plain text and words in Markdown; see `vipdesk.domain.talk.as_markdown`.
        offers: Up to three that fit, the recommended one first.
        losing: What the customer would lose by leaving, one thing a line.
    """

    reason: Reason
    steps: Points
    offers: tuple[DraftOffer, ...]
    losing: tuple[str, ...]

    def as_markdown(self, t: Translate) -> str:
        """All of it as one text, for where nothing of it is chosen."""
        offers = [f"- {_offer_line(offer, t)}" for offer in self.offers]
        losing = [f"- {escaped(line)}" for line in self.losing]
        parts = [as_markdown(self.steps)]
        for head, lines in ((t("Offers"), offers), (t("What leaving would cost them"), losing)):
            if lines:
                parts.append("\n".join([f"### {head}", *lines]))
        return "\n\n".join(parts)


class ScriptService:
    """Reads scripts and offers; for the pages that show them beside a customer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def script(
        self, customer_id: int, reason: Reason | None = None, line_id: int | None = None
    ) -> Script:
        """The script of ``reason``; without one that of the customer's nearest open task.

        Raises:
            NotFoundError: The customer is gone.
        """
        with self._store.read() as session:
            settings, today = settings_in_force(session), self._store.today()
            return TalkReader(session, customer_id, settings, today).script(reason, line_id)

    def for_task(self, customer_id: int, kind: str, cause: str, line_id: int | None) -> Script:
        """The script for a task of the list, known by its kind and its cause.

        Raises:
            NotFoundError: The customer is gone.
        """
        return self.script(customer_id, reason_of_task(kind, cause), line_id)


class TalkReader:
    """Reads the facts of one customer once, for as many scripts as are asked for."""

    def __init__(
        self,
        session: Session,
        customer_id: int,
        settings: Settings,
        today: date,
        t: Translate | None = None,
    ) -> None:
        """Take the facts of a customer.

        Raises:
            NotFoundError: The customer is gone.
        """
        customer = session.get(Customer, customer_id)
        now = session.get(CustomerSummary, customer_id)
        if customer is None or now is None:
            raise NotFoundError
        self._settings = settings
        self._now = now
        self._t = t or texts.translator(texts.language())
        self.facts = talk_facts(session, customer, now, today, self._t)
        self.lines = lines_of(session, customer_id, today)
        task = next_task(session, customer_id, today)
        self.reason = task_reason(task) if task else choose_reason(self.facts, settings.rules)
        self._line_of = {self.reason: task.line_id} if task else {}

    def script(self, reason: Reason | None = None, line_id: int | None = None) -> Script:
        """Script and offers of one reason, about ``line_id`` where it is about a line."""
        reason = reason or self.reason
        line_id = line_id or self._line_of.get(reason)
        losing = () if reason in _NOT_LOSING else self.losing()
        return Script(reason, self.points(reason, line_id), self.offers(reason, line_id), losing)

    def points(self, reason: Reason, line_id: int | None = None) -> Points:
        """What to say."""
        line_id = line_id or self._line_of.get(reason)
        facts = facts_for(self.facts, reason, self.lines, line_id)
        return talking_points(script_for(reason, self._settings.scripts), facts)

    def offers(self, reason: Reason, line_id: int | None = None) -> tuple[DraftOffer, ...]:
        """What to offer: for the line that the reason is about, else for any on the network."""
        line_id = line_id or self._line_of.get(reason)
        about = line_for(reason, self.lines, self.facts.today, line_id)
        line = about or self.lines.main
        on_network = {each.kind for each in self.lines.on_network}
        facts = OfferFacts(
            self.facts.tier,
            line.plan_fee_fen if line else None,
            frozenset({about.kind} if about else on_network),
            plan=line.plan if line else None,
            reason=reason,
            today=self.facts.today,
        )
        return choose_offers(self._settings.offers, facts, self._t)

    def losing(self) -> tuple[str, ...]:
        """What the customer would lose by leaving."""
        there, facts = self.lines.on_network, self.facts
        losing = losing_of(self._now, there, self._settings, facts.today, facts.points)
        return tuple(losing_lines(losing, self._t))


def _offer_line(offer: DraftOffer, t: Translate) -> str:
    """**Name** · fee · months · detail (why)."""
    parts = [
        price(t, offer.fee_fen, monthly=True),
        t("{months} months").format(months=offer.months) if offer.months else "",
        escaped(offer.detail),
        escaped(offer.why),
    ]
    return " · ".join([f"**{escaped(offer.name)}**", *(part for part in parts if part)])


def all_points(reader: TalkReader) -> Mapping[str, Points]:
    """The scripts of all reasons, so that another can be chosen at once."""
    return {str(reason): reader.points(reason) for reason in Reason}


def all_offers(reader: TalkReader) -> Mapping[str, Sequence[DraftOffer]]:
    """The offers of all reasons."""
    return {str(reason): reader.offers(reason) for reason in Reason}
