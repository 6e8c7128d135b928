"""Pages of a PDF as pictures, for the preview and the printer."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vipdesk.reports.errors import WrongPassphraseError

if TYPE_CHECKING:
    import pypdfium2

POINTS_PER_INCH = 72.0

_pdfium = threading.Lock()  # the engine knows no threads


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points."""

    width: float
    height: float


def page_sizes(pdf: bytes, passphrase: str = "") -> list[PageSize]:
    """The size of every page, first to last.

    Raises:
        WrongPassphraseError: the file is encrypted and the passphrase does not open it.
    """
    with _opened(pdf, passphrase) as document:
        return [PageSize(*document.get_page_size(number)) for number in range(len(document))]


def page_png(pdf: bytes, number: int, dots_per_inch: float, passphrase: str = "") -> bytes:
    """Page ``number``, counted from 0, as PNG.

    Raises:
        WrongPassphraseError: the file is encrypted and the passphrase does not open it.
    """
    with _opened(pdf, passphrase) as document:
        picture = document[number].render(scale=dots_per_inch / POINTS_PER_INCH).to_pil()
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@contextmanager
def _opened(pdf: bytes, passphrase: str) -> Iterator["pypdfium2.PdfDocument"]:
    import pypdfium2

    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf, password=passphrase or None)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise WrongPassphraseError from error
            raise
        try:
            yield document
        finally:
            document.close()
