"""The verb ``self-check``: proves on a throwaway book that this installation works."""

import platform
import tempfile
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlcipher3

from vipdesk import __version__, paths
from vipdesk.cli.results import Result, table
from vipdesk.domain import demo_names
from vipdesk.domain.visit_summary import VisitSummary
from vipdesk.errors import VipDeskError
from vipdesk.services import keychain
from vipdesk.services.demo import DemoService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.store.keyfile import make_key, read, unlock
from vipdesk.texts import N_, _

CUSTOMERS = 20
PLAIN_SQLITE = b"SQLite format 3\0"
NAME = demo_names.SURNAMES[0] + "".join(demo_names.RARE_GIVEN[:4])


class SelfCheckError(VipDeskError):
    """Parts of the installation do not work."""

    message = N_("VIPDesk does not work here as it should:\n{parts}")


class WrongResultError(VipDeskError):
    """A part ran, but what came out is not what went in."""

    message = N_("what was read is not what was written ({what})")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to prove; ``prove`` tells what it found, or raises."""

    name: str
    prove: Callable[[Path], str]


def self_check_verb(options: Namespace) -> Result:
    """Run every part, also after one has failed.

    Raises:
        SelfCheckError: Names the parts that failed, and why.
    """
    parts = (*PARTS, Part(N_("window"), lambda _folder: str(options.window_check())))
    found: dict[str, str] = {}
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vipdesk-") as folder:
        for part in parts:
            try:
                found[part.name] = part.prove(Path(folder))
            except Exception as error:  # noqa: BLE001 - reported as a part that fails
                failed.append(f"  {_(part.name)}: {_reason(error)}")
    if failed:
        raise SelfCheckError(parts="\n".join(failed))
    data = {"ok": True, **found}
    return Result(data, table([(_("works"), _(name), text) for name, text in found.items()]))


def _reason(error: Exception) -> str:
    if isinstance(error, VipDeskError):
        return error.sentence(_)
    return f"{type(error).__name__}: {error}"


def _versions(_folder: Path) -> str:
    cipher = sqlcipher3.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0]
    return (
        f"VIPDesk {__version__}, Python {platform.python_version()}, "
        f"SQLite {sqlcipher3.sqlite_version}, SQLCipher {cipher.split()[0]}, "
        f"{platform.system()} {platform.machine()}"
    )


def _book(folder: Path) -> str:
    """Make, encrypt, fill, change, undo, open again, verify."""
    profile = folder / "book"
    new_key = make_key(demo_names.CITY, cost=2**10)
    store = Store.create(profile, demo_names.MANAGERS[0], new_key)
    try:
        DemoService(store).fill(CUSTOMERS, seed=1)
        service = SettingsService(store)
        before = service.load()
        service.save(replace(before, theme="dark"))
        JournalService(store).undo()
        _expect(service.load() == before, "undo")
    finally:
        store.close()
    head = (profile / paths.STORE_NAME).read_bytes()[: len(PLAIN_SQLITE)]
    _expect(head != PLAIN_SQLITE, "encryption")
    key = unlock(read(profile / paths.KEY_NAME), demo_names.CITY)
    store = Store.open(profile, key)
    try:
        _expect(JournalProofService(store).check().broken is None, "journal")
    finally:
        store.close()
    return _("{n} customers written, a change undone, the journal verified").format(n=CUSTOMERS)


def _pdf(_folder: Path) -> str:
    """Print a name of rare characters and read it back."""
    import pypdfium2

    from vipdesk.reports.visit_summary import visit_summary_pdf

    summary = VisitSummary(
        language="zh",
        number="V-20260101-0001",
        day=date(2026, 1, 1),
        manager=demo_names.MANAGERS[0],
        customer=NAME,
        talked_about=demo_names.TALKS[0],
    )
    pdf = visit_summary_pdf(summary)
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    _expect(NAME in text, "PDF")
    return _("{n} KiB, its text read back").format(n=len(pdf) // 1024)


def _sheet(folder: Path) -> str:
    """Write a spreadsheet and read it as an import would."""
    from vipdesk.importing.reader import read_table
    from vipdesk.reports.sheets import Sheet, SheetColumn, xlsx

    rows = [["00123", NAME], ["=1+1", demo_names.CITY]]
    path = folder / "sheet.xlsx"
    path.write_bytes(xlsx(Sheet("sheet", [SheetColumn("a"), SheetColumn("b")], rows)))
    read = read_table(path).rows
    _expect(read == rows, "XLSX")
    return _("{n} rows read back").format(n=len(read))


def _keychain(_folder: Path) -> str:
    """Load each kind of keychain; that there is none here is no fault."""
    kinds, here = keychain.known()
    _expect({"SecretService", "Windows", "macOS"} <= set(kinds), "keychain")
    return _("{n} kinds known; here: {name}").format(n=len(kinds), name=here)


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise WrongResultError(what=what)


PARTS = (
    Part(N_("versions"), _versions),
    Part(N_("encrypted book"), _book),
    Part(N_("PDF with hanzi"), _pdf),
    Part(N_("spreadsheet"), _sheet),
    Part(N_("keychain"), _keychain),
)
