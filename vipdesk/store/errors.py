"""What can go wrong with the file, in words for the manager."""

from collections.abc import Sequence
from datetime import datetime

from vipdesk.domain.actions import action_label
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate

NAMED = 15  # of the actions that are missing; the others are counted


class StoreError(VipDeskError):
    """Base of all that keeps the book from being opened or written."""


class StoreUnavailableError(StoreError):
    """The file is locked, full, read-only or damaged: not our bug."""

    message = N_("The book cannot be read or written ({reason}). Nothing was changed.")


class DraftsDamagedError(StoreError):
    """The file of what is being typed."""

    message = N_(
        "What was being typed and not yet finished is damaged. It was set aside in {folder}; the "
        "book itself is unharmed. Open your last visit and see what is missing."
    )


class LogGoneError(StoreError):
    """The log that an unclean end leaves was taken away."""

    message = N_(
        "VIPDesk was not closed the last time, and the file {name} is gone that it left. The book "
        "is whole as of {at}; what was done after that is lost. Do it again, and copy or move a "
        "profile only while VIPDesk is closed."
    )


class KeyFileBroughtError(StoreError):
    """Told after it was mended."""

    message = N_(
        "The key file was missing or damaged. The one of the backup of {day} took its place; the "
        "book itself is unharmed. A recovery key or passphrase changed since then is the former "
        "one again."
    )


class ActionsMissingError(StoreError):
    """The end of the log is gone or damaged: what stood there alone is lost, and can be named.

    Args:
        actions: Local instant and code of each, oldest first.
    """

    message = N_(
        "VIPDesk was not closed the last time, and what was done last is missing from the book: "
        "its file {name} was taken away or damaged. All before is whole. Do again what is missing "
        "({n}):\n{actions}"
    )

    def __init__(self, name: str, actions: Sequence[tuple[datetime, str]]) -> None:
        super().__init__(name=name, n=len(actions), actions=_named(actions, str))
        self._actions = actions

    def sentence(self, translate: Translate) -> str:
        """Name the actions in the reader's language."""
        told = {**self.params, "actions": _named(self._actions, translate)}
        return translate(self.message).format(**told)


def _named(actions: Sequence[tuple[datetime, str]], translate: Translate) -> str:
    named = [f"{at:%m-%d %H:%M} {action_label(code, {}, translate)}" for at, code in actions]
    return "\n".join([*named[:NAMED], *(["…"] if len(named) > NAMED else [])])


class NoGoodBackupError(StoreError):
    """Neither beside the book nor in the second folder."""

    message = N_(
        "No good backup of this book was found. The book was left as it is; plug in the stick with "
        "the second folder of backups and try again."
    )


class UnsafeSqliteError(StoreError):
    """The bundled SQLite has a fault that can damage files."""

    message = N_("SQLite {version} can damage the book. Install VIPDesk again as it was shipped.")


class ProfileMissingError(StoreError):
    """No book where one was expected."""

    message = N_(
        "There is no book in {path}. Make one with “vipdesk init”, or name another folder."
    )


class BookGoneError(ProfileMissingError):
    """A key file without its book: somebody deleted or moved it."""

    message = N_(
        "The book of {path} is gone; its key file is still there. Nothing was changed. Put the "
        "file back, or open the window or type “vipdesk rescue”: the newest good backup takes its "
        "place."
    )


class ProfileExistsError(StoreError):
    """A book is already there."""

    message = N_("There is already a book in {path}. It was left as it is.")


class ProfileNotMadeError(StoreError):
    """The folder of a new book cannot be made or written."""

    message = N_("No book could be made in {path} ({reason}). Nothing was left there.")


class EmptyBookError(StoreError):
    """A file of 0 bytes, as a failed copy leaves it."""

    message = N_(
        "{path} is empty (0 bytes). It was left as it is. Open the window, or type “vipdesk "
        "rescue”: the newest good backup takes its place."
    )


class ForeignBookError(StoreError):
    """Not our file, not our key, or damaged at its start."""

    message = N_(
        "{path} is not a book that this key opens: it is damaged at its start, another book's, or "
        "another program's file. It was left as it is. Open the window, or type “vipdesk rescue”: "
        "the newest good backup takes its place."
    )


class NewerBookError(StoreError):
    """Written by a later VIPDesk."""

    message = N_(
        "This book was written by a newer VIPDesk (revision {revision}). It was left as it is; "
        "install the newer program."
    )


class KeyFileError(StoreError):
    """The key file is missing or cannot be read."""

    message = N_(
        "The key file {path} is missing or damaged. The book was left as it is; put back the key "
        "file of a backup (it opens with the same passphrase)."
    )


class KeyFileNotWrittenError(StoreError):
    """The disk is full or the folder read-only."""

    message = N_("The key file could not be written ({reason}). The one before still holds.")


class NotRekeyedError(StoreError):
    """The disk is full or read-only, or the copy did not hold."""

    message = N_(
        "The book keeps its former key ({reason}). Nothing was changed: passphrase and recovery "
        "key open it as before."
    )


class BackupNotMadeError(StoreError):
    """The folder is full, read-only or gone, or the copy did not hold."""

    message = N_(
        "No backup could be made in {folder} ({reason}). The book and the backups made before are "
        "unharmed; make room, or name another folder in the settings."
    )


class BackupRunningError(StoreError):
    """Another process or job is at it."""

    message = N_("A backup is being made already. Wait until it is finished.")


class BackupDamagedError(StoreError):
    """It does not hold what was written."""

    message = N_(
        "The backup {name} is damaged ({reason}). Nothing was changed; choose another backup."
    )


class MoveFileError(StoreError):
    """A file that should hold a whole book from another laptop, and does not."""


class MoveFileUnreadableError(MoveFileError):
    """It is gone, a folder, or the stick was pulled out."""

    message = N_("{path} cannot be read ({reason}). Nothing was changed.")


class ForeignMoveFileError(MoveFileError):
    """Another program's file."""

    message = N_(
        "{path} is not a file that “Move to a new laptop” wrote. Nothing was changed; choose the "
        "file with the ending .vipdesk."
    )


class NewerMoveFileError(MoveFileError):
    """Written by a later VIPDesk."""

    message = N_(
        "{path} was written by a newer VIPDesk. Nothing was changed; install the newer program."
    )


class CutMoveFileError(MoveFileError):
    """As a copy that was not finished leaves it."""

    message = N_(
        "{path} is cut: {found} of {whole} bytes are there. Nothing was changed; copy the file "
        "again from the old laptop."
    )


class MoveFileDamagedError(MoveFileError):
    """Its digests, pages or rows are not what was written."""

    message = N_(
        "{path} is damaged ({reason}). Nothing was changed; write the file again on the old laptop."
    )


class NotMovedInError(StoreError):
    """The disk is full or read-only."""

    message = N_("The book could not be brought to {path} ({reason}). Nothing was left there.")


class NotRestoredError(StoreError):
    """The disk is full or read-only."""

    message = N_(
        "The backup could not be put in place ({reason}). The book as it was is kept; make room "
        "and try again."
    )


class NoPassphraseYetError(StoreError):
    """A book of the first release: its key stands beside it in clear."""

    message = N_(
        "This book has no passphrase yet. Open it in the window once, or give it one with "
        "“vipdesk passphrase”."
    )


class WrongPassphraseError(StoreError):
    """The key file is whole, but another passphrase opens it."""

    message = N_("That is not the passphrase of this book. The book was left as it is.")


class WrongRecoveryKeyError(StoreError):
    """The key file is whole, but another recovery key opens it."""

    message = N_("That is not the recovery key of this book. Check it sign by sign.")


class BookInUseError(StoreError):
    """Another VIPDesk holds the lock."""

    message = N_("This book is open in another VIPDesk. Close it there and try again.")


class HalfCharacterError(StoreError):
    """A text holds a lone surrogate, which no file can hold."""

    message = N_(
        "A text holds half of a character, which cannot be kept or found. Take it out and try "
        "again. Nothing was changed."
    )
