"""The verbs ``retention run`` and ``tasks``, on a book with a contract that ends soon."""

import json
from datetime import date, timedelta
from pathlib import Path

from tests.conftest import Run, fixed_clock, open_book
from vipdesk.clock import Clock, utc_now
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft
from vipdesk.domain.words import DateKind
from vipdesk.services.customer_desk import CustomerDesk

BEFORE = "2026-12-01"


def make(profile: Path, clock: Clock, days: int) -> date:
    """A book with a contract that ends so many days after the clock's."""
    store = open_book(profile, clock=clock)
    desk, today = CustomerDesk.of(store), store.today()
    customer_id = desk.care.create(CustomerDraft(name="王志强", number="C1")).value
    ends_on = today + timedelta(days=days)
    draft = LineDraft(
        number="13900008812", ends_on={DateKind.CONTRACT: ends_on}, effective_on=today
    )
    desk.lines.create(customer_id, draft)
    store.close()
    return ends_on


def test_a_week_of_mornings_can_be_tried(run: Run, profile: Path) -> None:
    make(profile, fixed_clock, 70)

    def morning(day: str) -> dict[str, object]:
        code, out, _err = run("retention", "run", "--today", day, "--profile", profile, "--json")
        assert code == 0
        found: dict[str, object] = json.loads(out)
        assert found.pop("day") == day
        return found

    nothing = {"created": 0, "moved": 0, "superseded": 0, "closed": 0, "unchanged": 1}
    assert morning(BEFORE) == {**nothing, "created": 1, "superseded": 1, "unchanged": 0}
    assert morning(BEFORE) == nothing
    assert morning("2026-12-30") == nothing
    assert morning("2026-12-31")["superseded"] == 1


def test_tasks_are_listed_by_day_and_kind(run: Run, profile: Path) -> None:
    ends_on = make(profile, utc_now, 20)
    code, out, _err = run("tasks", "--kind", "end", "--due", ends_on, "--profile", profile)
    assert code == 0
    assert f"Contract end {ends_on}" in out
    assert out.endswith("1 task\n")
    code, out, _err = run("tasks", "--profile", profile, "--due", "2026-01-01", "--json")
    assert (code, json.loads(out)) == (0, {"count": 0, "tasks": []})
    code, out, _err = run("tasks", "--profile", profile, "--json", "--limit", "1")
    (task,) = json.loads(out)["tasks"]
    assert (task["kind"], task["cause"], task["number"]) == ("end", "end:contract:1", "C1")
