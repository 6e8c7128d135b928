"""A program of its own that types into a visit without pause until it is killed.

``python -m tests.ui.visits.typist PROFILE VISIT_ID`` prints a line for every key: how many
characters stand in the field, and when (seconds of the system's monotonic clock).
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.conftest import open_book
from tests.ui.visits.conftest import make_visit_page
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs

KEY_EVERY = 20  # milliseconds


def main(profile: Path, visit_id: int) -> None:
    """Open the visit and type."""
    app = QApplication([])
    theme.start(app, theme.Mode.LIGHT)
    jobs = Jobs()
    page = make_visit_page(open_book(profile), jobs)
    page.show()
    page.open_visit(visit_id)
    needs = page.record.needs

    def type_on() -> None:
        if page.visit() is None:
            return
        QTest.keyClick(needs, Qt.Key.Key_X)
        sys.stdout.write(f"{len(needs.toPlainText())} {time.monotonic()}\n")
        sys.stdout.flush()

    timer = QTimer(interval=KEY_EVERY)
    timer.timeout.connect(type_on)
    timer.start()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
