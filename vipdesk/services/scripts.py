"""The script for a customer and a reason, with the customer's facts filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vipdesk.domain.settings import ScriptTemplate
from vipdesk.domain.talk import (
    Points,
    Reason,
    TalkFacts,
    choose_reason,
    reason_of_task,
    script_for,
    talking_points,
)
from vipdesk.errors import NotFoundError
from vipdesk.services.settings import settings_in_force
from vipdesk.services.talk_facts import facts_for, lines_of, next_task, talk_facts, task_reason
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, CustomerSummary, LineSummary


@dataclass(frozen=True, slots=True)
class Script:
    """What to say: steps of a head in plain text and words in Markdown."""

    reason: Reason
    steps: Points


class ScriptService:
    """Reads scripts; for the pages that show one beside a customer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def script(
        self, customer_id: int, reason: Reason | None = None, line_id: int | None = None
    ) -> Script:
        """The script of ``reason``; without one that of the customer's nearest open task.

        Raises:
            NotFoundError: The customer is gone.
        """
        today = self._store.today()
        with self._store.read() as session:
            customer = session.get(Customer, customer_id)
            now = session.get(CustomerSummary, customer_id)
            if customer is None or now is None:
                raise NotFoundError
            facts = talk_facts(session, customer, now, today)
            if reason is None:
                task = next_task(session, customer_id, today)
                reason = task_reason(task) if task else choose_reason(facts)
                line_id = task.line_id if task else None
            lines = lines_of(session, customer_id)
            scripts = settings_in_force(session).scripts
            return Script(reason, filled(scripts, facts, lines, reason, line_id))

    def for_task(self, customer_id: int, kind: str, cause: str, line_id: int | None) -> Script:
        """The script for a task of the list, known by its kind and its cause.

        Raises:
            NotFoundError: The customer is gone.
        """
        return self.script(customer_id, reason_of_task(kind, cause), line_id)


def filled(
    scripts: Sequence[ScriptTemplate],
    facts: TalkFacts,
    lines: Sequence[LineSummary],
    reason: Reason,
    line_id: int | None = None,
) -> Points:
    """The script of one reason, about ``line_id`` where the reason is about a line."""
    return talking_points(script_for(reason, scripts), facts_for(facts, reason, lines, line_id))


def all_filled(
    scripts: Sequence[ScriptTemplate],
    facts: TalkFacts,
    lines: Sequence[LineSummary],
    of_lines: Mapping[Reason, int | None],
) -> dict[str, Points]:
    """The scripts of all reasons; ``of_lines`` names the line of those that have a task."""
    return {
        str(reason): filled(scripts, facts, lines, reason, of_lines.get(reason))
        for reason in Reason
    }
