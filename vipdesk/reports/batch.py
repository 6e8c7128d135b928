"""Many PDFs at once: bound into one file or laid into a folder; with a passphrase on request."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vipdesk.errors import VipDeskError
from vipdesk.progress import Progress
from vipdesk.reports.errors import MissingGlyphsError, MissingGlyphsInError, ReportNotWrittenError
from vipdesk.reports.files import free_name, remove, write_whole

if TYPE_CHECKING:  # imported in use only: it takes 100 ms of a start
    from pypdf import PdfReader, PdfWriter

ENCRYPTION = "AES-256"
Refused = Callable[[int, VipDeskError], object]  # place in the batch


@dataclass(frozen=True, slots=True)
class Item:
    """One report of a batch, made only when its turn comes.

    Attributes:
        name: Its bookmark in one file, or its file's name without suffix.
        make: Returns its PDF; raises what keeps it from being made.
    """

    name: str
    make: Callable[[], bytes]


def encrypted(pdf: bytes, passphrase: str) -> bytes:
    """``pdf`` so that it opens with the passphrase only (AES-256, revision 6)."""
    if not passphrase:
        raise ValueError("an empty passphrase protects nothing")
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    return _closed(writer, passphrase)


def bind(
    items: Sequence[Item],
    progress: Progress,
    passphrase: str = "",
    title: str = "",
    refused: Refused | None = None,
) -> bytes:
    """All reports in one PDF, each under a bookmark, each with its own page numbers.

    Args:
        items: In order.
        progress: Told of reports done; can cancel.
        passphrase: Opens the file; "" for none.
        title: Of the file as a whole.
        refused: Told of reports that cannot be made, which are left out; without it they raise.

    Raises:
        CancelledError: nothing is left.
    """
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for item, content in _each_made(items, progress, refused):
        reader = PdfReader(io.BytesIO(content))
        if not writer.pages:
            _take_description(reader, writer, title)
        writer.append(reader, outline_item=item.name, import_outline=False)
    return _closed(writer, passphrase)


def write_each(
    items: Sequence[Item],
    folder: Path,
    progress: Progress,
    passphrase: str = "",
    refused: Refused | None = None,
) -> list[Path]:
    """Each report as a file of its own in ``folder``, none of them over a file that was there.

    ``refused`` as in `bind`.

    Raises:
        CancelledError, VipDeskError: the files written so far are removed again.
    """
    written: list[Path] = []
    taken = _stems(folder)
    try:
        for item, content in _each_made(items, progress, refused):
            path = free_name(folder, item.name, ".pdf", taken)
            write_whole(path, encrypted(content, passphrase) if passphrase else content)
            written.append(path)
    except BaseException:
        for path in written:
            remove(path)
        raise
    return written


def _each_made(
    items: Sequence[Item], progress: Progress, refused: Refused | None
) -> Iterator[tuple[Item, bytes]]:
    for done, item in enumerate(items):
        progress.step(done, len(items))
        try:
            content = item.make()
        except VipDeskError as error:
            if refused is None:
                raise _named(error, item) from error
            refused(done, error)
            continue
        yield item, content
    progress.step(len(items), len(items))


def _named(error: VipDeskError, item: Item) -> VipDeskError:
    if isinstance(error, MissingGlyphsError):
        return MissingGlyphsInError(item.name, error.missing)
    return error


def _stems(folder: Path) -> set[str]:
    try:
        return {path.stem.casefold() for path in folder.iterdir()}
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise ReportNotWrittenError(folder, error) from error


def _closed(writer: "PdfWriter", passphrase: str) -> bytes:
    if passphrase:
        writer.encrypt(user_password=passphrase, algorithm=ENCRYPTION)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _take_description(reader: "PdfReader", writer: "PdfWriter", title: str) -> None:
    """Give the bound file the first report's author and language, and a title of its own."""
    from pypdf.generic import NameObject

    writer.add_metadata(
        {key: str(value) for key, value in (reader.metadata or {}).items() if "Date" not in key}
    )
    if title:
        writer.add_metadata({"/Title": title})
    for key in ("/Lang", "/ViewerPreferences"):
        if key in reader.root_object:
            writer.root_object[NameObject(key)] = reader.root_object[key].clone(writer)
