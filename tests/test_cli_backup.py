"""Backups and restores without a window, as scripts use them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSPHRASE, Run
from vipdesk.store.lock import ProfileLock


def _json(run: Run, *arguments: object) -> Any:
    code, out, err = run("--json", *arguments)
    assert (code, err) == (0, "")
    return json.loads(out)


def _import(run: Run, profile: Path, *numbers: str) -> None:
    file = profile.parent / "customers.csv"
    file.write_text("customer number,name\n" + "".join(f"{n},王建国\n" for n in numbers))
    assert run("import", file, "--kind", "customers", "--profile", profile)[0] == 0


def _customers(run: Run, profile: Path) -> int:
    return len(_json(run, "customers", "--profile", profile)["customers"])


def test_a_backup_is_made_when_something_changed(run: Run, profile: Path) -> None:
    first = _json(run, "backup", "--profile", profile)
    assert (first["made"], first["why"]) == (True, "hand")
    assert first["journal"]["seq"] == 1
    code, out, _err = run("backup", "--profile", profile)
    assert code == 0
    assert out.strip() == f"Nothing has changed since {first['name']}."
    listed = _json(run, "backup", "--list", "--profile", profile)["backups"]
    assert [each["name"] for each in listed] == [first["name"]]
    assert _json(run, "backup", "--verify", "--profile", profile)["sound"] == [first["name"]]


def test_a_damaged_one_is_named_with_exit_1(run: Run, profile: Path) -> None:
    path = Path(_json(run, "backup", "--profile", profile)["path"]) / "book.db"
    content = bytearray(path.read_bytes())
    content[9_000:9_050] = bytes(50)
    path.write_bytes(content)
    code, out, err = run("backup", "--verify", "--profile", profile)
    assert (code, out.strip()) == (1, "")
    assert path.parent.name in err


def test_the_book_comes_back_from_a_stick_on_a_bare_laptop(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    _import(run, profile, "A", "B")
    stick = tmp_path / "U 盘"
    stick.mkdir()
    run("backup", "--profile", profile)
    assert _json(run, "backup", "--second", stick, "--profile", profile)["copied"] == 1
    fresh = tmp_path / "fresh"
    code, out, err = run("restore", "--from", stick, "--profile", fresh)
    assert (code, err) == (0, "")
    assert "is in place" in out
    assert "aside" not in out
    assert not (fresh / "aside").exists()
    assert _customers(run, fresh) == 2
    assert _json(run, "backup", "--no-second", "--profile", profile) == {"second": None}


def test_a_restore_is_compared_first_and_then_done(run: Run, profile: Path) -> None:
    _import(run, profile, "A")
    name = _json(run, "backup", "--profile", profile)["name"]
    _import(run, profile, "B", "C")
    found = _json(run, "restore", name, "--dry-run", "--profile", profile)
    assert found["counts"]["customer"] == {"now": 3, "then": 1}
    assert (found["lost"], found["last_actions"]) == (1, ["Import customers.csv"])
    _code, out, _err = run("restore", name, "--dry-run", "--profile", profile)
    assert "1 action was done since and would be lost:" in out
    assert _customers(run, profile) == 3
    assert str(profile / "aside") in run("restore", name, "--profile", profile)[1]
    assert _customers(run, profile) == 1
    assert _json(run, "journal", "--profile", profile)["entries"][0]["code"] == "backup.restore"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["restore", "nothing"], "There is no backup"),
        (["restore", "--from", "nowhere"], "There is no backup"),
        (["backup", "--second", "nowhere"], "can't be kept"),
    ],
)
def test_what_does_not_work_is_a_sentence(
    run: Run, profile: Path, arguments: list[str], said: str
) -> None:
    code, out, err = run(*arguments, "--profile", profile)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


def test_an_open_book_is_not_restored_and_a_wrong_passphrase_neither(
    run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", "--profile", profile)
    lock = ProfileLock(profile / "book.lock")
    lock.acquire()
    assert "open in another VIPDesk" in run("restore", "--profile", profile)[2]
    lock.release()
    monkeypatch.setenv("VIPDESK_PASSPHRASE", PASSPHRASE + "!")
    assert "not the passphrase" in run("restore", "--profile", profile)[2]
    assert not (profile / "aside").exists()
