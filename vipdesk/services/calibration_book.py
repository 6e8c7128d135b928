"""Calibrating beside an open book: look at a file, fit, and keep what the manager accepts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vipdesk import calibration
from vipdesk.domain.changes import Saved
from vipdesk.domain.outcome_guesses import ColumnLook
from vipdesk.domain.retention_rules import POINTS, RetentionRules
from vipdesk.domain.scorecard import Calibration
from vipdesk.domain.settings import Settings
from vipdesk.importing.reader import read_table
from vipdesk.importing.table import Table
from vipdesk.progress import Progress
from vipdesk.services.calibration import Question, calibrate_table
from vipdesk.services.own_history import calibrate_history
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store

WORDS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was read, and what its columns hold."""

    table: Table
    columns: tuple[ColumnLook, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.table.source.name


@dataclass(frozen=True, slots=True)
class Accepted:
    """The calibration that the manager keeps."""

    on: date
    calibration: Calibration


class CalibrationService:
    """Reads files and fits cards without the book; accepting makes a version of the settings."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = SettingsService(store)

    def state(self) -> Accepted | None:
        """The calibration that is kept, if one is.

        Raises:
            NotInstalledError: None is kept, and none can be fitted here.
        """
        kept = self._settings.load().calibration
        if kept is None:
            calibration.ensure_installed()
        return None if kept is None else _read(kept)

    def look_at(self, path: Path, progress: Progress) -> Looked:
        """Read a file.

        Raises:
            FileError: It can't be read.
        """
        table = read_table(path, None, progress)
        return Looked(table, tuple(_look(header, table) for header in table.headers))

    def fit(self, looked: Looked, question: Question, progress: Progress) -> Calibration:
        """Fit a card to a file that was read; nothing is written.

        Raises:
            CalibrationError: There is no card.
        """
        return calibrate_table(looked.table, question, progress)

    def fit_history(self, progress: Progress) -> Calibration:
        """Weigh the score's factors by who left and who stayed in this book.

        Raises:
            CalibrationError: There is no card.
        """
        return calibrate_history(self._store, progress)

    def accept(self, found: Calibration) -> Saved[Settings]:
        """Keep a calibration with its figures, as a new version of the settings.

        One of the own history gives the score's factors their points.
        """
        kept = {"on": self._store.today().isoformat(), "calibration": found.to_json()}
        now = self._settings.load()
        return self._settings.save(
            replace(now, calibration=kept, rules=_weighed(now.rules, found.points))
        )


def _weighed(rules: RetentionRules, points: Mapping[str, int] | None) -> RetentionRules:
    if points is None:
        return rules
    changed = {key: worth for key, worth in points.items() if worth != POINTS[key]}
    kept = {key: worth for key, worth in rules.points.items() if key not in points}
    return replace(rules, points={**kept, **changed})


def _read(kept: Mapping[str, Any]) -> Accepted:
    on = date.fromisoformat(kept["on"])
    return Accepted(on, Calibration.from_json(kept["calibration"]))


def _look(header: str, table: Table) -> ColumnLook:
    from vipdesk.calibration.cells import is_blank

    counts = Counter(cell.strip() for cell in table.column(header))
    known = {word: rows for word, rows in counts.items() if not is_blank(word)}
    common = Counter(known).most_common(WORDS_SHOWN)
    return ColumnLook(header, dict(common), len(known), sum(known.values()))
