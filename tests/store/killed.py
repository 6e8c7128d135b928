"""Works that are killed, in a module that loads nothing else."""

import os
from pathlib import Path

from tests.killing import Begin
from vipdesk import paths
from vipdesk.progress import NoProgress
from vipdesk.store import keyfile, rekey, switch

COST = 2**4  # of scrypt


def rekey_it(profile: Path, begin: Begin) -> None:
    """It says the new recovery key."""
    passphrase = os.environ["VIPDESK_PASSPHRASE"]
    old = keyfile.unlock(keyfile.read(profile / paths.KEY_NAME), passphrase)
    made = keyfile.make_key(passphrase, cost=COST)
    begin(made.recovery_key)
    rekey.rekey(profile, old, made.key, passphrase, made.recovery_key, NoProgress())


def commit_it(profile: Path, begin: Begin) -> None:
    """A prepared backup takes the place of the book."""
    begin("")
    switch.commit(profile)
