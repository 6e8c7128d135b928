"""Errors whose text is fit to show to the user.

Each class is a code; its ``message`` is an English sentence with named fields and the message id of
its translation, worded at the edge by `sentence`. Anything else that is raised is a bug: it is
logged with its traceback, and the user is told where the log is.
"""

from vipdesk.texts import N_, Translate

KNOWN_REASONS = frozenset(
    (
        N_("No space left on device"),
        N_("Disk quota exceeded"),
        N_("Permission denied"),
        N_("Operation not permitted"),
        N_("Read-only file system"),
        N_("No such file or directory"),
        N_("Not a directory"),
        N_("Is a directory"),
        N_("File exists"),
        N_("File name too long"),
        N_("File too large"),
        N_("Input/output error"),
        N_("Device or resource busy"),
        N_("Too many open files"),
        N_("Invalid argument"),
        N_("the disk is nearly full"),
        N_("it lies beside the book"),
        N_("rows are missing"),
        N_("the journal ends elsewhere"),
        N_("the copy is not the book"),
    )
)
"""Fields ``reason`` of errors that have other words elsewhere: what systems say, and we do."""


class VipDeskError(Exception):
    """Base of every expected failure."""

    message = N_("That did not work.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message.format(**params))

    def sentence(self, translate: Translate) -> str:
        """Say in the reader's language what happened, what was kept and what to do."""
        told = dict(self.params)
        if str(told.get("reason")) in KNOWN_REASONS:
            told["reason"] = translate(str(told["reason"]))
        return translate(self.message).format(**told)


class NotFoundError(VipDeskError):
    """The record was deleted or never existed."""

    message = N_("This record is no longer in the book.")


class UnknownNumberError(NotFoundError):
    """A number was typed that nobody has."""

    message = N_("There is no customer with the number “{number}” in the book.")
