"""The journal without a window: proved, compared with paper, and refused where it was altered."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import open_book
from vipdesk.__main__ import main
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.journal_archive import JournalArchiveService

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run verbs on ``profile`` in English; the exit code, standard output and standard error."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["--profile", str(profile), *(str(argument) for argument in arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def _tamper(profile: Path, statement: str) -> None:
    store = open_book(profile)
    with store.action("settings.save", keep_empty=True):
        pass
    with store.plain_write() as connection:
        for row in connection.execute(
            text(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%journal_j%'"
            )
        ).all():
            connection.execute(text(f"DROP TRIGGER {row.name}"))
        connection.execute(text(statement))
    store.close()


def test_a_whole_journal_is_proved(run: Run) -> None:
    code, out, err = run("journal", "--verify")
    assert (code, err) == (0, "")
    assert "The journal holds: 1 entries, 1 changes." in out
    code, out, err = run("journal", "--verify", "--json")
    found = json.loads(out)
    assert (code, found["holds"], found["broken"], found["head"]["seq"]) == (0, True, None, 1)


def test_the_first_broken_entry_is_named(run: Run, profile: Path) -> None:
    _tamper(profile, "UPDATE journal_entry SET manager_id = 7 WHERE seq = 2")
    code, out, err = run("journal", "--verify")
    assert (code, out.strip()) == (1, "")
    assert 'Entry 2, "Change settings" of 20' in err
    code, out, err = run("journal", "--verify", "--json")
    assert (code, json.loads(out)["broken"]["seq"]) == (1, 2)


def test_a_printed_head_is_held_against_the_book(run: Run, profile: Path) -> None:
    head = json.loads(run("journal", "--verify", "--json")[1])["head"]
    digits = f"{head['digest'][:4]} {head['digest'][4:16].upper()}"
    assert run("journal", "--compare", head["seq"], digits)[0] == 0
    code, _out, err = run("journal", "--compare", 1, "0" * 16)
    assert (code, "was rewritten" in err) == (1, True)
    code, _out, err = run("journal", "--compare", 9, digits)
    assert (code, "no entry 9" in err) == (1, True)
    code, _out, err = run("journal", "--compare", "x", "abc")
    assert (code, "first 16 digits" in err) == (1, True)


def test_a_cut_tail_shows_against_paper(run: Run, profile: Path) -> None:
    store = open_book(profile)
    with store.action("access.pin", keep_empty=True):
        pass
    store.close()
    head = json.loads(run("journal", "--verify", "--json")[1])["head"]
    _tamper(profile, "DELETE FROM journal_entry WHERE seq >= 2")
    code, _out, err = run("journal", "--compare", head["seq"], head["digest"])
    assert (code, "no entry 2" in err) == (1, True)


def test_a_month_s_page_and_the_entries_are_written(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("journal", "--report", "2026-01", "-o", tmp_path / "page.pdf")
    assert (code, err) == (0, "")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert run("journal", "--export", "-o", tmp_path / "all.xlsx")[0] == 0
    assert (tmp_path / "all.xlsx").stat().st_size > 1_000
    code, _out, err = run("journal", "--export")
    assert (code, "add -o FILE" in err) == (1, True)


def test_old_values_are_archived(run: Run, profile: Path) -> None:
    code, _out, err = run("journal", "--archive")
    assert (code, "nothing from before" in err) == (1, True)
    store = open_book(profile, clock=lambda: datetime(2029, 1, 1, tzinfo=UTC))
    JournalArchiveService(store).archive()
    store.close()
    found = json.loads(run("journal", "--verify", "--json")[1])
    assert (found["holds"], found["archived"], found["missing_archives"]) == (True, 1, [])


def test_a_customer_s_rights(run: Run, profile: Path, tmp_path: Path) -> None:
    store = open_book(profile)
    CustomerCareService(store).create(CustomerDraft(name="王志强", number="C77"))
    store.close()
    path = tmp_path / "data.json"
    assert run("customer-data", "C77", "-o", path, "--reason", "he asked")[0] == 0
    assert json.loads(path.read_text("utf-8"))["about"]["reason"] == "he asked"
    code, out, _err = run("delete-customer", "C77", "--reason", "he asked", "--dry-run")
    assert (code, "王志强 (C77) would be deleted" in out) == (0, True)
    code, out, _err = run("--json", "delete-customer", "C77", "--reason", "he asked")
    assert (code, json.loads(out)["scrubbed"]) == (0, True)
    code, _out, err = run("customer-data", "C77", "-o", path, "--reason", "he asked")
    assert (code, "C77" in err) == (1, True)
    code, _out, err = run("delete-customer", "C77", "--reason", "he asked")
    assert (code, "C77" in err) == (1, True)
