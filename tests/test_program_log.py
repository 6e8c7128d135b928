"""What the program logs holds where it went wrong, and nothing personal."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from vipdesk.program_log import ProgramLog

PERSONAL = ("欧阳若溪", "13955550001")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr("sys.excepthook", None)
    log = logging.getLogger("vipdesk")
    before, level = [*log.handlers], log.level
    program_log = ProgramLog(tmp_path / "logs" / "vipdesk.log")
    program_log.start()
    yield program_log.path
    for handler in {*log.handlers} - {*before}:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(level)


def test_an_error_is_logged_with_its_places_but_without_its_words(written: Path) -> None:
    try:
        try:
            dict[str, int]()[PERSONAL[0]]
        except KeyError as error:
            raise ValueError(f"no number: {PERSONAL[1]}") from error
    except ValueError as error:
        logging.getLogger("vipdesk.ui.jobs").error("Job failed", exc_info=error)
    text = written.read_text("utf-8")
    assert not [word for word in PERSONAL if word in text]
    assert text.index("KeyError") < text.index("ValueError")
    assert text.count("test_program_log.py") == 2
    assert "Job failed" in text


def test_an_error_of_the_system_is_logged_by_its_number(written: Path, tmp_path: Path) -> None:
    try:
        (tmp_path / f"{PERSONAL[0]}.csv").read_bytes()
    except OSError as error:
        logging.getLogger("vipdesk").error("Not caught", exc_info=error)
    text = written.read_text("utf-8")
    assert PERSONAL[0] not in text
    assert "FileNotFoundError ENOENT" in text
