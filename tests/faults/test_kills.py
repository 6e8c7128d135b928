"""A few of the kills of `make faults`, and proof that their check sees what is lost or half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from faults import books
from faults.checks import check_day
from faults.kinds import KINDS
from tests.store.builders import add_customer
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.paths import project_dir
from vipdesk.services.customer_care import CustomerCareService

KILLS = 25


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_at_any_moment_nothing_acknowledged_is_lost() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "faults", "kill", "--times", str(KILLS), "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=project_dir(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(done.stdout)
    assert {one["fault"] for one in results} == {f"kill -9: {name}" for name in KINDS}
    assert sum(one["times"] for one in results) == KILLS
    assert sum(one["inside"] for one in results) > KILLS // 4
    for one in results:
        assert one["lost"] == one["faults"] == [], one


@pytest.fixture
def worked(profile: Path) -> tuple[Path, books.State, list[dict[str, object]]]:
    """A closed book with two actions and a draft, its state before and what was acknowledged."""
    store = books.open_book(profile)
    with store.action("customer.create") as session:
        add_customer(session)
    before = books.tables(store)
    CustomerCareService(store).create(CustomerDraft(name="王建国"))
    store.drafts.save("visit:1", {"n": 7}, store.now())
    last = list(books.tables(store)["journal_entry"].values())[-1]
    store.close()
    digest = str(last["digest"]).lower()
    return (
        profile,
        before,
        [
            {"seq": last["seq"], "digest": digest, "code": last["code"]},
            {"draft": "visit:1", "n": 7},
        ],
    )


Worked = tuple[Path, books.State, list[dict[str, object]]]


def test_the_check_finds_nothing_where_nothing_is_wrong(worked: Worked) -> None:
    found = check_day(*worked)
    assert (found.lost, found.halves) == ([], [])
    assert found.seconds > 0


def test_the_check_names_what_is_lost(worked: Worked) -> None:
    profile, before, facts = worked
    facts = [*facts, {"seq": 9, "digest": "00", "code": "undo"}, {"draft": "visit:1", "n": 9}]
    assert check_day(profile, before, facts).lost == ["action 9 (undo)", "draft visit:1"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM tier_history WHERE id = 2", "tier_history (2,) is gone"),
        ("UPDATE customer SET name = 'x' WHERE id = 2", "customer (2,) is not as"),
        ("INSERT INTO tag (id, uid, name, key) VALUES (1, x'00', 'a', 'a')", "is in no entry"),
        ("UPDATE customer_summary SET tier = 'gold' WHERE customer_id = 2", "customer_summary"),
        ("DELETE FROM customer_search WHERE rowid = 2", "search is stale"),
        ("UPDATE journal_change SET new = '{}' WHERE id = 2", "the chain"),
        ("UPDATE journal_entry SET digest = NULL WHERE id = 3", "is not sealed"),
        ("DELETE FROM journal_entry WHERE id = 2", "has no entry"),
        ("DELETE FROM customer WHERE id = 2", "customer (2,) is gone"),
    ],
)
def test_the_check_finds_halves(worked: Worked, statement: str, said: str) -> None:
    profile = worked[0]
    store = books.open_book(profile)
    with store.plain_write() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in names.all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text(statement))
        connection.execute(text("UPDATE book SET schema_digest = 'made again at the opening'"))
    store.close()
    found = check_day(*worked)
    assert any(said in what for what in found.halves), found.halves
