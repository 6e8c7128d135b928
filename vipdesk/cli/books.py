"""The verbs that make a book, ``init`` and ``demo``, and give it a ``passphrase``."""

import getpass
import os
import shutil
import sys
from argparse import Namespace

from vipdesk import paths
from vipdesk.cli.desk import VARIABLE, ask_passphrase, existing, locked, passphrase_of, profile_of
from vipdesk.cli.results import Result
from vipdesk.clock import utc_now
from vipdesk.domain import demo_names
from vipdesk.domain.passphrases import check_passphrase
from vipdesk.errors import VipDeskError
from vipdesk.progress import NoProgress
from vipdesk.services.access import Access, Entry
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store
from vipdesk.store.errors import ProfileExistsError
from vipdesk.store.keyfile import DEMO_PASSPHRASE, NewKey, make_key
from vipdesk.store.rekey import rekey
from vipdesk.texts import N_, _, ngettext

NEW_VARIABLE = "VIPDESK_NEW_PASSPHRASE"


class PassphrasesDifferError(VipDeskError):
    """It was typed twice, differently."""

    message = N_("The two passphrases differ. Nothing was changed.")


def init_verb(options: Namespace) -> Result:
    """Make an empty book; a book that is there is left as it is."""
    profile = profile_of(options)
    if (profile / paths.STORE_NAME).exists():
        raise ProfileExistsError(path=profile)
    new_key = make_key(check_passphrase(_ask_new(VARIABLE)))
    Store.create(profile, options.name or getpass.getuser(), new_key).close()
    made = _("A new book was made in {path}.").format(path=profile)
    return _with_recovery_key(new_key, {"profile": str(profile)}, made)


def demo_verb(options: Namespace) -> Result:
    """Make a book of invented customers; if that fails, nothing is left of it."""
    profile = profile_of(options)
    was_there = profile.exists()
    passphrase = os.environ.get(VARIABLE, "")
    new_key = make_key(passphrase or DEMO_PASSPHRASE, demo=not passphrase)
    store = Store.create(profile, demo_names.MANAGERS[0], new_key)
    try:
        with locked(profile):
            DemoService(store).fill(options.customers, options.seed)
    except BaseException:
        store.close()
        if not was_there:
            shutil.rmtree(profile)
        raise
    store.close()
    n = options.customers
    line = ngettext(
        "{n} invented customer is in {path}.", "{n} invented customers are in {path}.", n
    ).format(n=n, path=profile)
    lines = [line]
    if not passphrase:
        lines.append(_("Its passphrase is: {passphrase}").format(passphrase=DEMO_PASSPHRASE))
    return Result({"profile": str(profile), "customers": n, "seed": options.seed}, lines)


def passphrase_verb(options: Namespace) -> Result:
    """Give the book another passphrase; one of the first release gets its first."""
    profile = existing(options)
    access = Access(profile, utc_now)
    with locked(profile):
        if access.entry() is Entry.PLAIN:
            made = access.protect(check_passphrase(_ask_new(NEW_VARIABLE)))
            return _with_recovery_key(made, {}, _("The book has a passphrase now."))
        key = access.unlock(passphrase_of(access))
        access.set_passphrase(key, check_passphrase(_ask_new(NEW_VARIABLE)))
    return Result({}, [_("The new passphrase opens the book from now on.")])


def rekey_verb(options: Namespace) -> Result:
    """Encrypt the closed book with a new key; the passphrase holds, the recovery key is another."""
    profile = existing(options)
    access = Access(profile, utc_now)
    with locked(profile):
        passphrase = passphrase_of(access)
        old, new = access.unlock(passphrase), make_key(passphrase)
        told = _("From now on this recovery key holds: {key}").format(key=new.recovery_key)
        sys.stderr.write(told + "\n")  # before the work: a kill must not leave it unknown
        rekey(profile, old, new.key, passphrase, new.recovery_key, NoProgress())
        store = Store.open(profile, new.key)
        try:
            with store.action("access.rekey", keep_empty=True):
                pass
        finally:
            store.close()
            old.wipe()
            new.key.wipe()
    done = _("The book has a new key. Backups made before still open with the old one.")
    return Result({"recovery_key": new.recovery_key}, [done])


def _ask_new(variable: str) -> str:
    if os.environ.get(variable):
        return os.environ[variable]
    first = ask_passphrase(_("New passphrase: "))
    if VARIABLE not in os.environ and getpass.getpass(_("Once more: ")) != first:
        raise PassphrasesDifferError
    return first


def _with_recovery_key(made: NewKey, result: dict[str, object], line: str) -> Result:
    """The recovery key is told here, once."""
    key = _("Recovery key, shown only now: {key}").format(key=made.recovery_key)
    keep = _("Print it or write it down, and keep it apart from the laptop.")
    return Result({**result, "recovery_key": made.recovery_key}, [line, key, keep])
