"""Errors whose text is fit to show to the user.

Each class is a code; its ``message`` is an English sentence with named fields and the message id of
its translation, worded at the edge by `sentence`. Anything else that is raised is a bug: it is
logged with its traceback, and the user is told where the log is.
"""

from vipdesk.texts import N_, Translate


class VipDeskError(Exception):
    """Base of every expected failure."""

    message = N_("That did not work.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message.format(**params))

    def sentence(self, translate: Translate) -> str:
        """Say in the reader's language what happened, what was kept and what to do."""
        return translate(self.message).format(**self.params)


class NotFoundError(VipDeskError):
    """The record was deleted or never existed."""

    message = N_("This record is no longer in the book.")


class UnknownNumberError(NotFoundError):
    """A number was typed that nobody has."""

    message = N_("There is no customer with the number “{number}” in the book.")
