"""The verbs that carry the whole book to another laptop: ``move-out`` and ``move-in``."""

from argparse import Namespace
from typing import Any

from vipdesk.cli.desk import ask_passphrase, profile_of, writing
from vipdesk.cli.results import Result
from vipdesk.clock import utc_now
from vipdesk.progress import NoProgress
from vipdesk.services.moving import Moved, MovingService, move_in, unlock_by
from vipdesk.store.keyfile import DEMO_PASSPHRASE, BookKey, KeyFile
from vipdesk.texts import _


def move_out_verb(options: Namespace) -> Result:
    """Write the book into one file; it stays here, and says from now on that it was moved."""
    with writing(options) as store:
        moved = MovingService(store).move_out(options.file, NoProgress()).value
    lines = [
        _("The whole book is in {path}.").format(path=moved.path),
        _("On the other laptop: vipdesk move-in FILE. The same passphrase opens it."),
    ]
    return Result(_data(moved), lines)


def move_in_verb(options: Namespace) -> Result:
    """Bring the book to a profile that has none."""
    profile = profile_of(options)
    moved = move_in(options.file, profile, _unlock, utc_now, NoProgress())
    data = {"profile": str(profile), **_data(moved)}
    return Result(data, [_("The book is in {path} now.").format(path=profile)])


def _unlock(file: KeyFile) -> BookKey:
    typed = DEMO_PASSPHRASE if file.demo else ask_passphrase(_("Passphrase: "))
    return unlock_by(typed)(file)


def _data(moved: Moved) -> dict[str, Any]:
    return {
        "file": str(moved.path),
        "bytes": moved.size,
        "customers": moved.customers,
        "made_at": moved.made_at.isoformat(),
    }
