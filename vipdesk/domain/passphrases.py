"""What makes a passphrase or PIN good enough."""

from itertools import pairwise

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

MIN_SIGNS = 8
PIN_DIGITS = range(4, 9)


class WeakPassphraseError(VipDeskError):
    """It would be guessed."""

    message = N_("A passphrase has at least {n} signs. Nothing was changed.")


class UnfitPinError(VipDeskError):
    """It is not a PIN."""

    message = N_("A PIN has 4 to 8 digits, not all the same and not in a row.")


def check_passphrase(passphrase: str) -> str:
    """Return ``passphrase`` if it may guard a book.

    Raises:
        WeakPassphraseError: It has fewer than `MIN_SIGNS` signs.
    """
    if len(passphrase) < MIN_SIGNS:
        raise WeakPassphraseError(n=MIN_SIGNS)
    return passphrase


def check_pin(pin: str) -> str:
    """Return ``pin`` if it may stand in for the passphrase for a quarter of an hour.

    Raises:
        UnfitPinError: It is not 4 to 8 digits, or is 1111, 1234 or 4321 and their like.
    """
    digits = [ord(sign) for sign in pin]
    steps = {after - before for before, after in pairwise(digits)}
    plain = pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS
    if not plain or (len(steps) == 1 and steps <= {-1, 0, 1}):
        raise UnfitPinError
    return pin
