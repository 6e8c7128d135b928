"""The keychain of the system: holds a random secret that opens one slot of the key file.

It is one more way in and never the only one: keychains get lost with an account or a computer.
`keyring` is loaded in use only. A call may wait for the system to ask its user: all are for jobs.
"""

from collections.abc import Callable
from typing import TypeVar

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

T = TypeVar("T")
SERVICE = "VIPDesk"
SECRET_BYTES = 32


class KeychainError(VipDeskError):
    """There is none, it is locked, or it refuses."""

    message = N_(
        "The keychain of this computer cannot be used ({reason}). The passphrase opens the book as "
        "before."
    )


class KeychainForgotError(VipDeskError):
    """It holds nothing for this book, or what held before another key."""

    message = N_(
        "The keychain of this computer does not open this book any more. Type the passphrase, then "
        "switch it on again in the settings."
    )


def new_secret(book_id: bytes) -> str:
    """Put a fresh secret into the keychain and return it.

    Raises:
        KeychainError: It does not keep it.
    """
    import secrets

    import keyring

    secret = secrets.token_urlsafe(SECRET_BYTES)
    _asked(lambda: keyring.set_password(SERVICE, book_id.hex(), secret))
    if _asked(lambda: keyring.get_password(SERVICE, book_id.hex())) != secret:
        raise KeychainError(reason="no keychain")
    return secret


def secret_of(book_id: bytes) -> str:
    """The secret that was put there.

    Raises:
        KeychainForgotError: It is gone.
        KeychainError: It can't be read.
    """
    import keyring

    secret = _asked(lambda: keyring.get_password(SERVICE, book_id.hex()))
    if not secret:
        raise KeychainForgotError
    return secret


def forget(book_id: bytes) -> None:
    """Take the secret out; where that fails it opens nothing any more all the same."""
    import keyring

    try:
        keyring.delete_password(SERVICE, book_id.hex())
    except Exception:  # noqa: BLE001 - each backend raises its own; see above
        return


def known() -> tuple[list[str], str]:
    """The kinds of keychain that this installation knows, and the one it would use here."""
    from importlib.metadata import entry_points

    import keyring

    kinds = {point.name: point.load() for point in entry_points(group="keyring.backends")}
    return sorted(kinds), keyring.get_keyring().name


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except Exception as error:  # each backend raises its own
        raise KeychainError(reason=type(error).__name__) from error
