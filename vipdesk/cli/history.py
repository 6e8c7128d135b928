"""The verbs on what was done: ``journal`` and ``undo``."""

from argparse import Namespace
from typing import Any
from zoneinfo import ZoneInfo

from vipdesk import texts
from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.errors import VipDeskError
from vipdesk.services.journal import EntryRow, JournalService
from vipdesk.services.journal_archive import JournalArchiveService
from vipdesk.services.journal_export import JournalExport
from vipdesk.services.journal_list import JournalListService, JournalQuery
from vipdesk.services.journal_proof import JournalProofService, Proof, UnfitHeadError, Verdict
from vipdesk.services.journal_report import JournalReportService
from vipdesk.store.archive import FOLDER
from vipdesk.texts import N_, _, translator

_VERDICTS = {
    Verdict.HOLDS: N_("The printed head of entry {seq} holds: nothing before it was rewritten."),
    Verdict.DIFFERS: N_("Entry {seq} is not the one that was printed: history was rewritten."),
    Verdict.BEYOND: N_(
        "The book has no entry {seq}: later entries were cut off, or an older book was put back."
    ),
}


class OutputMissingError(VipDeskError):
    """A file is to be written and nothing says where."""

    message = N_("Say where to write it: add -o FILE. Nothing was written.")


def journal_verb(options: Namespace) -> Result:
    """List the last entries, newest first, or prove the journal."""
    if options.verify:
        return _verify(options)
    if options.compare:
        return _compare(options)
    if options.report or options.export:
        return _write(options)
    if options.archive:
        return _archive(options)
    return _list(options)


def _verify(options: Namespace) -> Result:
    """Recompute the chain; exit code 1 names the first entry that does not hold."""
    with reading(options) as store:
        proof = JournalProofService(store).check()
    refusal = proof.broken.sentence(_) if proof.broken else ""
    return Result(_proved(proof), [] if refusal else _proof_lines(proof), refusal)


def _compare(options: Namespace) -> Result:
    """Prove the journal up to the head that a report printed."""
    number, digits = options.compare
    if not number.isdecimal():
        raise UnfitHeadError
    with reading(options) as store:
        found = JournalProofService(store).compare(int(number), digits)
    said = _(_VERDICTS[found.verdict]).format(seq=number)
    data = _proved(found.proof) | {"verdict": found.verdict.value}
    broken = found.proof.broken
    if broken is not None:
        return Result(data, [], broken.sentence(_))
    if found.verdict is not Verdict.HOLDS:
        return Result(data, [], said)
    return Result(data, [said])


def _write(options: Namespace) -> Result:
    """Write the month's page, or the entries for an inspector."""
    if options.output is None:
        raise OutputMissingError
    language = options.lang or texts.language()
    with writing(options) as store:
        if options.report:
            JournalReportService(store).write(options.report, options.output, language)
        else:
            lists = JournalListService(store)
            ids = lists.find_ids(JournalQuery(), _)
            JournalExport(store).write(ids, JournalQuery(), options.output, translator(language))
    line = _("{path} was written.").format(path=options.output)
    return Result({"file": str(options.output), "language": language}, [line])


def _archive(options: Namespace) -> Result:
    """Move the old values of old entries to a file of their own."""
    with writing(options) as store:
        done = JournalArchiveService(store).archive().value
        path = store.profile / FOLDER / done.name
    said = _("{n} old values are in {path} now; the entries stay in the book.")
    data = {"file": str(path), "changes": done.changes, "entries": done.entries}
    return Result(data, [said.format(n=f"{done.changes:,}", path=path)])


def _proof_lines(proof: Proof) -> list[str]:
    lines = proof.sentences(_)
    if proof.head:
        told = _("Head: entry {seq}, {digits}")
        lines.append(told.format(seq=proof.head.seq, digits=proof.head.digest.hex()))
    return lines


def _proved(proof: Proof) -> dict[str, Any]:
    broken, head = proof.broken, proof.head
    return {
        "holds": broken is None,
        "entries": proof.entries,
        "changes": proof.changes,
        "erased": proof.erased,
        "archived": proof.archived,
        "missing_archives": list(proof.missing),
        "head": {"seq": head.seq, "digest": head.digest.hex()} if head else None,
        "broken": broken
        and {
            "seq": broken.seq,
            "id": broken.entry_id,
            "at": broken.at.isoformat() if broken.at else None,
            "code": broken.code,
            "why": broken.why.value,
            "sentence": broken.sentence(_),
        },
    }


def _list(options: Namespace) -> Result:
    with reading(options) as store:
        entries = JournalService(store).entries(options.limit)
        zone = store.zone()
    rows = [
        (str(entry.id), _local(entry, zone), entry.manager or "", entry.label(_))
        for entry in entries
    ]
    return Result({"entries": [_data(entry) for entry in entries]}, table(rows))


def _local(entry: EntryRow, zone: ZoneInfo) -> str:
    return f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"


def _data(entry: EntryRow) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "manager": entry.manager,
        "code": entry.code,
        "label": entry.label(_),
        "params": dict(entry.params),
        "rows": entry.rows,
        "undoable": entry.undoable,
        "undoes": entry.undoes_id,
    }


def undo_verb(options: Namespace) -> Result:
    """Take back the last action that can be taken back."""
    with writing(options) as store:
        entry = JournalService(store).undo().value
    line = _("Undone: {action}").format(action=entry.label(_))
    return Result({"undone": entry.id, "code": entry.code, "label": entry.label(_)}, [line])
