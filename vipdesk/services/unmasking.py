"""What leaves the desk unmasked: the passphrase once more, a reason, and a mark that says both.

The mark tells who took it, when and why; it stands above the list, at the head and foot of each
printed page, in each card and in each appointment.
"""

from vipdesk.services.access import Access
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store
from vipdesk.texts import N_, Translate

LONGEST_REASON = 120
MARK = N_("Not masked · {manager} · {time} · {reason}")


class Unmasking:
    """Asks again, and makes the mark."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def confirm(self, passphrase: str) -> None:
        """Have the passphrase said again; takes 0.3 s, and longer after wrong tries.

        Raises:
            WrongPassphraseError: Noted for the journal; after some of them `TooManyTriesError`.
        """
        Access(self._store.profile, self._store.now).unlock(passphrase).wipe()

    def mark(self, reason: str, t: Translate) -> str:
        """Who takes something out now, and why; "" where there is no reason, so it is masked."""
        if not reason:
            return ""
        now = self._store.now().astimezone(self._store.zone())
        manager = SettingsService(self._store).manager().name
        return t(MARK).format(
            manager=manager, time=f"{now:%Y-%m-%d %H:%M}", reason=reason[:LONGEST_REASON]
        )
