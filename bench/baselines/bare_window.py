"""The least that a desktop program with a database does: a bare window and SQLAlchemy's import."""

import sqlalchemy.orm  # noqa: F401 - its import is what is measured
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: (print("ready", flush=True), app.quit()))
app.exec()
