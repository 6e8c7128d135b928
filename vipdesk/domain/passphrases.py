"""What makes a passphrase or PIN good enough."""

import unicodedata
from itertools import pairwise
from stringprep import in_table_b1

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

MIN_SIGNS = 8
PIN_DIGITS = range(4, 9)
MOST_PDF_BYTES = 127  # of a passphrase in UTF-8; some readers of PDF cut the rest off, some refuse


class WeakPassphraseError(VipDeskError):
    """It would be guessed."""

    message = N_("A passphrase has at least {n} signs. Nothing was changed.")


class OddPdfPassphraseError(VipDeskError):
    """Acrobat would turn some of its signs into others before it tries it, Chrome would not."""

    message = N_(
        "Programs that show PDFs read some signs in different ways: {signs}. Use others, such as "
        "Chinese characters, letters, digits and . , - !"
    )


class LongPdfPassphraseError(VipDeskError):
    """Longer than the format takes."""

    message = N_("A PDF takes passphrases of up to 42 Chinese characters or 127 letters.")


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


def check_pdf_passphrase(passphrase: str) -> str:
    """Return ``passphrase`` if every program opens a PDF with it, just as it was typed.

    Raises:
        WeakPassphraseError: As `check_passphrase`.
        OddPdfPassphraseError: It holds signs that the format's SASLprep (RFC 4013) would change or
            does not know, such as a full-width ！ or an emoji.
        LongPdfPassphraseError: It is longer than `MOST_PDF_BYTES`.
    """
    check_passphrase(passphrase)
    if odd := [_named(sign) for sign in dict.fromkeys(passphrase) if _is_odd(sign)]:
        raise OddPdfPassphraseError(signs=" ".join(odd))
    if len(passphrase.encode()) > MOST_PDF_BYTES:
        raise LongPdfPassphraseError
    return passphrase


def _is_odd(sign: str) -> bool:
    known = unicodedata.ucd_3_2_0.category(sign)  # RFC 4013 stands on Unicode 3.2
    return (
        known[0] == "C"
        or in_table_b1(sign)
        or unicodedata.combining(sign) > 0
        or unicodedata.normalize("NFKC", sign) != sign
    )


def _named(sign: str) -> str:
    seen = sign.isprintable() and not unicodedata.category(sign).startswith("M")
    return sign if seen else f"U+{ord(sign):04X}"


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
