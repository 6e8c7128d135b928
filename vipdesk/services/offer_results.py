"""What came of each offer: how often it was made, how often taken, and how the talks ended."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.visits import TAKES_OFFER
from vipdesk.domain.words import Outcome, VisitStatus
from vipdesk.store.book import Store
from vipdesk.store.records import CaseOutcome, Visit

Made = tuple[str, Outcome | None, bool]  # name, how the talk ended, whether the offer was taken


@dataclass(frozen=True, slots=True)
class OfferResult:
    """One offer over all talks in which it was made; a talk without an outcome counts as made."""

    name: str
    made: int
    taken: int
    outcomes: Mapping[Outcome, int]


class OfferResultsService:
    """Counts offers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def results(self) -> list[OfferResult]:
        """All offers that were ever made, the one made most often first.

        Counted are visits that were held and outcomes of cases; a case's outcome that came out of a
        visit is that visit's.
        """
        with self._store.read() as session:
            made = [*_of_visits(session), *_of_cases(session)]
        return _counted(made)


def _counted(made: Sequence[Made]) -> list[OfferResult]:
    times = Counter(name for name, _outcome, _taken in made)
    taken = Counter(name for name, _outcome, was_taken in made if was_taken)
    ends = Counter((name, outcome) for name, outcome, _taken in made)
    return [
        OfferResult(
            name,
            number,
            taken[name],
            {outcome: ends[name, outcome] for outcome in Outcome if ends[name, outcome]},
        )
        for name, number in times.most_common()
    ]


def _of_visits(session: Session) -> Iterator[Made]:
    query = select(Visit.offers, Visit.outcome).where(Visit.status == VisitStatus.DONE)
    for offers, outcome in session.execute(query.order_by(Visit.id)):
        for offer in offers or ():
            if offer["name"]:  # else it was agreed without an offer
                yield offer["name"], outcome, bool(offer.get("taken"))


def _of_cases(session: Session) -> Iterator[Made]:
    query = (
        select(CaseOutcome.offer, CaseOutcome.outcome)
        .where(CaseOutcome.offer.is_not(None), CaseOutcome.visit_id.is_(None))
        .order_by(CaseOutcome.id)
    )
    for offer, outcome in session.execute(query):
        yield offer or "", outcome, outcome in TAKES_OFFER
