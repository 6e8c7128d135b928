"""What keeps an action from being taken back, or made good again."""

from collections.abc import Mapping

from vipdesk.domain.actions import action_label
from vipdesk.domain.table_names import TABLES
from vipdesk.store.errors import StoreError
from vipdesk.texts import N_, Translate


class UndoConflictError(StoreError):
    """Rows have changed since; nothing was undone."""

    message = N_(
        "“{action}” can't be undone: {table} no. {row} has changed since. Nothing was changed."
    )

    def __init__(self, *, code: str, table: str, row: int) -> None:
        super().__init__(action=action_label(code, {}, str), table=table, row=row)
        self._code = code

    def sentence(self, translate: Translate) -> str:
        """Name the action and the kind of row in the reader's language."""
        name = translate(TABLES[str(self.params["table"])])
        return translate(self.message).format(
            action=action_label(self._code, {}, translate),
            table=name[:1].lower() + name[1:],  # within a sentence
            row=self.params["row"],
        )


class DamagedEntryError(StoreError):
    """What the journal keeps of an action is not what a trigger writes."""

    message = N_(
        "What this action changed is not readable in the journal, so it can't be undone. "
        "Nothing was changed."
    )


class NothingToUndoError(StoreError):
    """There is no action left to undo or redo."""

    message = N_("There is nothing to undo.")


class NothingToRedoError(StoreError):
    """No undone action is left."""

    message = N_("There is nothing to redo.")


class ValuesErasedError(StoreError):
    """What taking an entry back would need was archived, or belonged to a deleted customer."""

    message = N_(
        "“{action}” can't be taken back any more: former values were archived, or belonged to a "
        "customer deleted on request. Nothing was changed."
    )

    def __init__(self, *, code: str) -> None:
        super().__init__(action=action_label(code, {}, str))
        self._code = code

    def sentence(self, translate: Translate) -> str:
        """Name the action in the reader's language."""
        return translate(self.message).format(action=action_label(self._code, {}, translate))


class NotUndoableError(StoreError):
    """The entry records something that was seen or made, not a change."""

    message = N_("“{action}” can't be undone.")

    def __init__(self, *, code: str, params: Mapping[str, object]) -> None:
        super().__init__(action=action_label(code, params, str))
        self._code, self._params = code, params

    def sentence(self, translate: Translate) -> str:
        """Name the action in the reader's language."""
        action = action_label(self._code, self._params, translate)
        return translate(self.message).format(action=action)


class SnapshotStaysError(NotUndoableError):
    """A snapshot is never changed, and never taken out."""

    message = N_(
        "“{action}” can't be undone: a snapshot stays as it was frozen. Freeze or import another "
        "one; the newest of its day counts."
    )


class SettledMonthError(NotUndoableError):
    """It counts in the settlement of a month that is over."""

    message = N_(
        "“{action}” can't be undone or redone any more: it counts in what was settled with a "
        "partner for a month that is over. Reverse the redemption, or redeem anew: that counts in "
        "the present month. Nothing was changed."
    )


class PointsSpentError(StoreError):
    """Taking points back needs more than their lot has left."""

    message = N_(
        "{points} points were given, and only {free} of them are left: the others are spent or "
        "held. Reverse what used them first. Nothing was changed."
    )

    def __init__(self, *, points: int, free: int) -> None:
        super().__init__(points=f"{points:,}", free=f"{free:,}")


class ReversedAlreadyError(StoreError):
    """A movement was reversed by itself since."""

    message = N_("A movement of points of this action was reversed since. Nothing was changed.")


class HoldUsedError(StoreError):
    """A hold can't be taken back once it was ended."""

    message = N_(
        "These points were held, and are handed over or released by now. Reverse that first. "
        "Nothing was changed."
    )
