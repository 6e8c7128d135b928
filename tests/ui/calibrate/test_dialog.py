"""The dialog, clicked through on a real file and a real book."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from tests.calibration.own_book import fill
from tests.calibration.samples import rows, write
from tests.guard import gui_thread_guard, off_gui_thread
from tests.ui.shots import LOOKS, look, shoot
from vipdesk.progress import NoProgress
from vipdesk.services.calibration import Question
from vipdesk.services.calibration_book import CalibrationService
from vipdesk.services.journal import JournalService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.ui.calibrate.dialog import CalibrateDialog
from vipdesk.ui.calibrate.source import OWN
from vipdesk.ui.jobs import Jobs

SIZE = QSize(1120, 680)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = rows(
        900,
        seed=4,
        leaving_score=lambda left, lot: f"{lot.gauss(80 if left else 40, 12):.0f}",
    )
    write(tmp_path / "few.csv", made[:60])
    return write(tmp_path / "last year.csv", made)


@pytest.fixture
def dialog(qtbot: QtBot, store: Store, jobs: Jobs, path: Path) -> Iterator[CalibrateDialog]:
    dialog = _open(qtbot, store, jobs)
    with gui_thread_guard(store):
        yield dialog
    qtbot.waitUntil(jobs.is_idle)


def _open(qtbot: QtBot, store: Store, jobs: Jobs) -> CalibrateDialog:
    dialog = CalibrateDialog(CalibrationService(store), jobs, None)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(jobs.is_idle)
    return dialog


def _fit(qtbot: QtBot, dialog: CalibrateDialog, path: Path) -> None:
    dialog.read_file(path)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    dialog.primary_button.click()
    assert dialog.is_busy()
    qtbot.waitUntil(lambda: not dialog.is_busy())


def test_proposes_columns_and_words(qtbot: QtBot, dialog: CalibrateDialog, path: Path) -> None:
    assert not dialog.primary_button.isEnabled()
    dialog.read_file(path)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    question = dialog.source.question()
    assert question is not None
    assert (question.outcome, question.positive, question.key) == ("left", "yes", "number")
    assert dialog.primary_button.isEnabled()


def test_fits_shows_and_keeps_what_is_accepted(
    qtbot: QtBot, dialog: CalibrateDialog, path: Path, store: Store
) -> None:
    _fit(qtbot, dialog, path)
    assert "0.8" in dialog.results.auc.accessibleName()
    model = dialog.results.table.model()
    shown = {model.index(row, 0).data() for row in range(model.rowCount())} - {""}
    assert shown == {"fee", "years", "plan"}
    assert CalibrationService(store).state() is None
    with qtbot.waitSignal(dialog.accepted_card):
        dialog.primary_button.click()
    kept = CalibrationService(store).state()
    assert kept is not None
    assert kept.calibration.origin == "last year.csv"
    off_gui_thread(JournalService(store).undo)
    assert CalibrationService(store).state() is None


def test_discarded_leaves_the_book_as_it_was(
    qtbot: QtBot, dialog: CalibrateDialog, path: Path, store: Store
) -> None:
    _fit(qtbot, dialog, path)
    with qtbot.waitSignal(dialog.rejected):
        dialog.discard_button.click()
    assert CalibrationService(store).state() is None


def test_a_column_is_put_back_and_taken_out_again(
    qtbot: QtBot, dialog: CalibrateDialog, path: Path
) -> None:
    _fit(qtbot, dialog, path)
    results = dialog.results
    assert not results.again_button.isEnabled()
    results.left_out.box("leaving_score").click()
    results.again_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert results.kept() == ("leaving_score",)
    assert "0.9" in results.auc.accessibleName()
    results.left_out.box("leaving_score").click()
    results.again_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert results.kept() == ()
    assert "0.8" in results.auc.accessibleName()


def test_what_is_refused_is_said_and_can_be_mended(
    qtbot: QtBot, dialog: CalibrateDialog, path: Path
) -> None:
    _fit(qtbot, dialog, path.with_name("few.csv"))
    assert "at least 50 of each" in dialog.notice.accessibleName()
    dialog.read_file(path.with_name("gone.csv"))
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert "gone.csv is not there" in dialog.notice.accessibleName()
    assert dialog.primary_button.isEnabled()  # the file before is still there


def test_escape_stops_the_work_and_closes_after(
    qtbot: QtBot, dialog: CalibrateDialog, path: Path
) -> None:
    dialog.read_file(path)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    dialog.primary_button.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.is_busy())
    assert dialog.isVisible()
    assert dialog.primary_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_shows_what_is_kept(qtbot: QtBot, dialog: CalibrateDialog, path: Path, store: Store,
                            jobs: Jobs) -> None:  # fmt: skip
    _fit(qtbot, dialog, path)
    with qtbot.waitSignal(dialog.accepted_card):
        dialog.primary_button.click()
    later = _open(qtbot, store, jobs)
    assert "last year.csv" in later.notice.accessibleName()
    later.notice.acted.emit()
    assert not later.primary_button.isVisible()
    assert not later.results.again_button.isVisible()
    assert "0.8" in later.results.auc.accessibleName()


def test_the_own_book_gives_the_score_its_points(
    qtbot: QtBot, dialog: CalibrateDialog, store: Store
) -> None:
    off_gui_thread(lambda: fill(store, 400))
    qtbot.mouseClick(dialog.source.basis._buttons[OWN], Qt.MouseButton.LeftButton)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy())
    model = dialog.results.table.model()
    first = [model.index(0, column).data() for column in range(3)]
    assert first == ["Fee fell", "22", "57"]
    assert dialog.results.before.isVisible()
    assert not dialog.results.again_button.isVisible()
    with qtbot.waitSignal(dialog.accepted_card):
        dialog.primary_button.click()
    assert SettingsService(store).load().rules.points_of("swing") == 57


def test_says_where_it_cannot_be_done(
    qtbot: QtBot, store: Store, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    dialog = _open(qtbot, store, jobs)
    assert "needs scikit-learn" in dialog.notice.accessibleName()
    assert not dialog.source.isEnabled()
    assert not dialog.primary_button.isEnabled()


@pytest.mark.shots
def test_every_step_in_every_look(qtbot: QtBot, store: Store, jobs: Jobs, path: Path) -> None:
    service = CalibrationService(store)
    looked = service.look_at(path, NoProgress())
    fitted = service.fit(looked, Question("left", "yes", key="number"), NoProgress())
    fill(store, 400)
    own = service.fit_history(NoProgress())
    for language, mode in LOOKS:
        with look(language, mode):
            dialog = _open(qtbot, store, jobs)
            dialog.source.show_file(looked)
            shoot(qtbot, dialog, "calibrate/source", SIZE)
            for name, found in (("result", fitted), ("own-result", own)):
                dialog._on_fitted(found, ())
                shoot(qtbot, dialog, f"calibrate/{name}", SIZE)
            dialog.back_button.click()
            qtbot.mouseClick(dialog.source.basis._buttons[OWN], Qt.MouseButton.LeftButton)
            shoot(qtbot, dialog, "calibrate/own-source", SIZE)
            dialog.hide()
