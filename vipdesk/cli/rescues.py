"""The verbs on damage: ``check`` and ``rescue``."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from vipdesk.cli.desk import key_of, locked, profile_of
from vipdesk.cli.results import Result
from vipdesk.clock import utc_now
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services import rescue
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.services.rescue_report import lists_of, sentences_of
from vipdesk.store import switch
from vipdesk.store.book import Store
from vipdesk.store.errors import ProfileMissingError
from vipdesk.store.keyfile import BookKey
from vipdesk.store.salvage import Deed
from vipdesk.texts import _, ngettext


class _Found:
    """What was looked at, what it says, and what is wrong."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.lines: list[str] = []
        self.refusals: list[str] = []

    def note(self, part: str, line: str) -> None:
        self.data[part] = "whole"
        self.lines.append(line)

    def refuse(self, part: str, sentence: str) -> None:
        self.data[part] = "damaged"
        self.refusals.append(sentence)


def check_verb(options: Namespace) -> Result:
    """Check book, journal, drafts and backups; exit code 1 names what is damaged."""
    profile = _profile(options)
    with locked(profile):
        key, found = key_of(profile), _Found()
        _check_drafts(profile, key, found)
        try:
            rescue.check_book(profile, key, NoProgress())
            store = Store.open(profile, key, refresh=False)
        except rescue.DAMAGE as error:
            found.refuse("book", error.sentence(_))
        else:
            try:
                found.note("book", _("The book is whole."))
                _check_journal(store, found)
                _check_backups(store, found)
            finally:
                store.close()
    return Result(found.data, found.lines, "\n".join(found.refusals))


def rescue_verb(options: Namespace) -> Result:
    """Let the newest good backup take a damaged book's place, and carry over what can be read."""
    profile = _profile(options)
    with locked(profile):
        key = key_of(profile)
        try:
            rescue.check_book(profile, key, NoProgress())
        except rescue.DAMAGE:
            offer = rescue.newest_good(profile, key, NoProgress())
            done = rescue.rescue(profile, key, offer, utc_now, NoProgress())
        else:
            return Result({"rescued": False}, [_("The book is whole. Nothing was changed.")])
    data = {
        "rescued": True,
        "backup": done.made_at.isoformat(),
        "aside": str(done.aside),
        "carried": [_data(deed) for deed in done.salvaged.carried],
        "lost": [_data(deed) for deed in done.salvaged.lost],
        "unnamed": done.salvaged.unnamed,
        "end_known": done.salvaged.end_known,
    }
    return Result(data, [*sentences_of(done, _), *lists_of(done, _)])


def _profile(options: Namespace) -> Path:
    """The folder that was named; its book may be gone, as long as its key file is not."""
    profile = profile_of(options)
    if switch.is_unsettled(profile):
        switch.settle(profile)
    if not profile.is_dir() or Access(profile, utc_now).is_bare():
        raise ProfileMissingError(path=profile)
    return profile


def _check_drafts(profile: Path, key: BookKey, found: _Found) -> None:
    error = rescue.mend_drafts(profile, key, utc_now())
    if error is None:
        found.note("drafts", _("What was being typed is whole."))
    else:
        found.refuse("drafts", error.sentence(_))


def _check_journal(store: Store, found: _Found) -> None:
    proof = JournalProofService(store).check()
    if proof.broken is not None:
        found.refuse("journal", proof.broken.sentence(_))
        return
    n = proof.entries
    line = ngettext("{n} entry of the journal holds.", "{n} entries of the journal hold.", n)
    found.note("journal", line.format(n=n))


def _check_backups(store: Store, found: _Found) -> None:
    try:
        good, damaged = BackupService(store).verify_all(NoProgress())
    except VipDeskError as error:
        found.refuse("backups", error.sentence(_))
        return
    if damaged:
        names = ", ".join(damaged)
        found.refuse("backups", _("Damaged, and set aside: {names}").format(names=names))
        return
    n = len(good)
    line = ngettext("{n} backup is sound.", "{n} backups are sound.", n)
    found.note("backups", line.format(n=n))


def _data(deed: Deed) -> dict[str, Any]:
    return {"seq": deed.seq, "at": deed.at.isoformat(), "code": deed.code}
