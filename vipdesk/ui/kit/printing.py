"""Drawing on a printer, or a sentence that it takes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_


class PrinterRefusedError(VipDeskError):
    """It is switched off, gone, or the file cannot be written."""

    message = N_("{name} takes nothing to print. Choose another printer, or save the PDF.")


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
