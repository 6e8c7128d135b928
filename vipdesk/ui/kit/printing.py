"""Asking for a printer, and drawing on it, or a sentence that it takes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

_CHOSEN = QDialog.DialogCode.Accepted


class PrinterRefusedError(VipDeskError):
    """It is switched off, gone, or the file cannot be written."""

    message = N_("{name} takes nothing to print. Choose another printer, or save the PDF.")


def ask_printer(parent: QWidget, take: Callable[[QPrinter], object]) -> None:
    """Ask for a printer in the dialog of the system and hand it to ``take``."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(lambda result: take(printer) if result == _CHOSEN else None)
    QDialog.open(dialog)  # its own open() wants a slot by name


@contextmanager
def painting(printer: QPrinter) -> Iterator[QPainter]:
    """Draw on what is yielded; it is sent on leaving, for not every system takes it back.

    Raises:
        PrinterRefusedError: Nothing was sent.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefusedError(name=printer.printerName() or printer.outputFileName())
    try:
        yield painter
    finally:
        painter.end()
