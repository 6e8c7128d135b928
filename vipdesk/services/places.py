"""The second folder for backups: a stick or a share that is not always there.

It is kept beside the book, not in it: a restore must not bring back a folder of last month.
Backups lie there in a folder of our own. Where that is missing, the stick is out, or another one
is in: nothing is written to the mount point of a stick that is out.
"""

import json
import os
from pathlib import Path

from vipdesk import paths
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

FOLDER = "VIPDesk backups"
MAX_BYTES = 8_192


class PlaceNotUsableError(VipDeskError):
    """The folder can't hold backups."""

    message = N_(
        "Backups can't be kept in {folder} ({reason}). Choose another folder; the backups on this "
        "laptop go on."
    )


class SecondFolder:
    """Which folder was chosen, and whether it is there now."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._path = profile / paths.PLACES_NAME

    def chosen(self) -> Path | None:
        """The folder as it was chosen; None without one."""
        try:
            with self._path.open("rb") as file:
                content = json.loads(file.read(MAX_BYTES).decode())
            return Path(content["second"]) if content["second"] else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def folder(self) -> Path | None:
        """Where its backups lie, if it is there."""
        chosen = self.chosen()
        if chosen is None:
            return None
        folder = chosen / FOLDER
        return folder if folder.is_dir() else None

    def choose(self, chosen: Path) -> None:
        """Use ``chosen``, or the folder around ours, from now on, and make our folder in it.

        Raises:
            PlaceNotUsableError: It can't be written, or is within the profile.
        """
        chosen = chosen.parent if chosen.name == FOLDER else chosen
        if chosen.resolve().is_relative_to(self._profile.resolve()):
            reason = "it lies beside the book"
            raise PlaceNotUsableError(folder=chosen, reason=reason)
        try:
            (chosen / FOLDER).mkdir(mode=0o700, exist_ok=True)
            self._write(str(chosen))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PlaceNotUsableError(folder=chosen, reason=reason) from error

    def forget(self) -> None:
        """Use none; what lies there stays.

        Raises:
            PlaceNotUsableError: The profile is read-only; the choice holds.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PlaceNotUsableError(folder=self._profile, reason=reason) from error

    def _write(self, second: str) -> None:
        scratch = self._path.with_suffix(".part")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump({"second": second}, out)
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(self._path)
