"""The verbs that keep a book and bring it back: ``backup`` and ``restore``."""

from argparse import Namespace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vipdesk.cli.desk import existing, locked, passphrase_of, profile_of, reading
from vipdesk.cli.results import Result, table
from vipdesk.clock import utc_now
from vipdesk.domain.backups import Why
from vipdesk.progress import NoProgress
from vipdesk.services import restores
from vipdesk.services.access import Access
from vipdesk.services.backups import BackupRow, BackupService
from vipdesk.services.restores import Comparison, NoBackupHereError, RestoreService
from vipdesk.store import switch
from vipdesk.store.backup import folder_of
from vipdesk.texts import _, ngettext


def backup_verb(options: Namespace) -> Result:
    """Make a backup if the book has changed; or list, read through, choose the second folder."""
    with reading(options) as store:
        service = BackupService(store)
        if options.list:
            return _listed(service.view().rows)
        if options.verify:
            return _verified(service)
        if options.no_second:
            service.forget_second()
            return Result({"second": None}, [_("Backups are kept on this laptop alone.")])
        if options.second:
            return _second(service, options.second)
        made = service.make_if_changed(Why.HAND)
        rows = service.view().rows
    told = _("Backup made: {name}") if made else _("Nothing has changed since {name}.")
    row = next((row for row in rows if made and row.name == made.name), rows[0])
    return Result({"made": made is not None} | _data(row), [told.format(name=row.name)])


def restore_verb(options: Namespace) -> Result:
    """Put a backup in the place of the book; what stood there is moved aside."""
    profile = profile_of(options)
    path = _chosen(options.folder or folder_of(profile), options.backup)
    if options.dry_run:
        return _compared(options, path)
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(profile):
        access = Access(profile, utc_now)
        access.entry()  # ends a restore that was cut short
        service = RestoreService(profile, access, utc_now, None)
        service.prepare(path, passphrase_of(access), NoProgress()).wipe()
        switch.commit(profile)
    lines = [_("The backup {name} is in place.").format(name=path.name)]
    aside = profile / switch.ASIDE
    if aside.exists():
        lines.append(_("What stood there before lies in {folder}.").format(folder=aside))
    return Result({"restored": path.name, "profile": str(profile)}, lines)


def _chosen(folder: Path, name: str | None) -> Path:
    found = restores.find(folder)
    for each in found:
        if name in (None, each.name):
            return each.path
    raise NoBackupHereError(folder=folder / name if name else folder)


def _listed(rows: tuple[BackupRow, ...]) -> Result:
    lines = [
        (row.name, f"{row.made_at:%Y-%m-%d %H:%M}", row.reason(_), f"{row.bytes:,}") for row in rows
    ]
    return Result({"backups": [_data(row) for row in rows]}, table(lines))


def _verified(service: BackupService) -> Result:
    """Exit code 1 if one is damaged; it is named and set aside."""
    good, damaged = service.verify_all(NoProgress())
    n = len(good)
    told = ngettext("{n} backup is sound.", "{n} backups are sound.", n).format(n=n)
    data = {"sound": good, "damaged": damaged}
    if damaged:
        names = ", ".join(damaged)
        return Result(data, [], _("Damaged, and set aside: {names}").format(names=names))
    return Result(data, [told])


def _second(service: BackupService, folder: Path) -> Result:
    n = service.choose_second(folder.absolute(), NoProgress())
    told = ngettext("{n} backup was copied to {folder}.", "{n} backups were copied to {folder}.", n)
    return Result({"second": str(folder), "copied": n}, [told.format(n=n, folder=folder)])


def _compared(options: Namespace, path: Path) -> Result:
    existing(options)
    with reading(options) as store:
        access = Access(store.profile, utc_now)
        found = RestoreService(store.profile, access, utc_now, store).compare(path)
        zone = store.zone()
    rows = [("", _("now"), _("then"))]
    rows += [(_(each.label), f"{each.now:,}", f"{each.then:,}") for each in found.counts]
    lines = [path.name, *table(rows), *_lost_lines(found, zone)]
    data = {
        "backup": path.name,
        "counts": {each.table: {"now": each.now, "then": each.then} for each in found.counts},
        "lost": found.lost_count,
        "last_actions": [entry.label(_) for entry in found.lost],
        "older_key": found.older_key,
        "other_book": found.other_book,
    }
    return Result(data, lines)


def _lost_lines(found: Comparison, zone: ZoneInfo) -> list[str]:
    if found.lost_count is None:
        return [_("What was done since can't be listed.")]
    n = found.lost_count
    if n == 0:
        return [_("Nothing was done since.")]
    told = ngettext(
        "{n} action was done since and would be lost:",
        "{n} actions were done since and would be lost:",
        n,
    )
    return [
        told.format(n=n),
        *(f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}  {entry.label(_)}" for entry in found.lost),
    ]


def _data(row: BackupRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "path": str(row.path),
        "made_at": row.made_at.isoformat(),
        "verified_at": row.verified_at.isoformat(),
        "why": row.why.value,
        "bytes": row.bytes,
        "journal": {"seq": row.seq, "digest": row.digest},
    }
