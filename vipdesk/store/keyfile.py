"""The key of a book: random, and wrapped in a small file beside it once for each way in.

A slot wraps the same 32-byte key with AES-256-GCM under a key that scrypt derives from what a
person holds: the passphrase, the printed recovery key, or a secret in the system's keychain. A new
passphrase rewrites this file alone. Only `rekey` of the book changes the key itself.

Nothing here imports SQLAlchemy or Qt: the unlock window stands on it before those are loaded.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vipdesk.store.derivation import BLOCK_SIZE, KEY_BYTES, derive
from vipdesk.store.errors import (
    KeyFileError,
    KeyFileNotWrittenError,
    NoPassphraseYetError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)

FORMAT = 2
PLAIN_FORMAT = 1  # the first released books had a key without passphrase
MAX_FILE_BYTES = 16_384
# OWASP's first choice of parameters for scrypt; 128 MB and about 0.3 s for each guess
COST = 2**17
MAX_COST = 2**20  # what a tampered file may ask for: 1 GB
SALT_BYTES = 16
NONCE_BYTES = 12
PASSPHRASE, RECOVERY, KEYCHAIN = "passphrase", "recovery", "keychain"
NEXT = ".next"  # ends the kinds that wrap the key to come, while a book is being rekeyed
FORMER = "former"  # meanwhile wraps the old key under the new one
DEMO_PASSPHRASE = "invented customers only"  # of demo books, and shown where it is asked for
# 32 signs that are not mistaken for each other when copied from paper
RECOVERY_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RECOVERY_GROUPS, RECOVERY_GROUP = 7, 4  # 140 bits


class BookKey:
    """The unwrapped key, in memory that can be overwritten."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._raw = bytearray(raw)

    def raw(self) -> bytes:
        """The key's bytes.

        Raises:
            ValueError: It was wiped.
        """
        if not self._raw:
            raise ValueError("the key was wiped")
        return bytes(self._raw)

    def hex(self) -> str:
        """The key as SQLCipher takes it."""
        return self.raw().hex()

    def wipe(self) -> None:
        """Overwrite and forget it."""
        for place in range(len(self._raw)):
            self._raw[place] = 0
        self._raw.clear()


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: the book's key, wrapped."""

    cost: int
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file holds; nothing of it is secret without what opens a slot.

    Args:
        book_id: Ties the slots to each other; a slot copied into another book's file fails.
        slots: By kind: `PASSPHRASE`, `RECOVERY`, `KEYCHAIN`.
        demo: An invented book, whose passphrase is `DEMO_PASSPHRASE`.
    """

    book_id: bytes
    slots: Mapping[str, Slot]
    demo: bool = False


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key for a new book: what goes into the file, and what goes onto paper, once."""

    file: KeyFile
    key: BookKey
    recovery_key: str


def make_key(
    passphrase: str, *, demo: bool = False, cost: int | None = None, key: BookKey | None = None
) -> NewKey:
    """Make a random key, or take ``key``, with a slot for a passphrase and for a recovery key."""
    key = key or BookKey(os.urandom(KEY_BYTES))
    file = KeyFile(os.urandom(16), MappingProxyType({}), demo)
    recovery_key = make_recovery_key()
    file = with_slot(file, PASSPHRASE, key, passphrase, cost)
    file = with_slot(file, RECOVERY, key, tidy_recovery_key(recovery_key), cost)
    return NewKey(replace(file, demo=demo), key, recovery_key)


def make_recovery_key() -> str:
    """A new recovery key, in groups as it is printed."""
    import secrets

    signs = [secrets.choice(RECOVERY_SIGNS) for _ in range(RECOVERY_GROUPS * RECOVERY_GROUP)]
    starts = range(0, len(signs), RECOVERY_GROUP)
    return "-".join("".join(signs[start : start + RECOVERY_GROUP]) for start in starts)


def tidy_recovery_key(typed: str) -> str:
    """What was typed from paper, without blanks, dashes and small letters."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())


def is_recovery_key(typed: str) -> bool:
    """Whether what was typed can only be a recovery key, of which it has the form."""
    tidy = tidy_recovery_key(typed)
    return len(tidy) == RECOVERY_GROUPS * RECOVERY_GROUP and set(tidy) <= set(RECOVERY_SIGNS)


def with_slot(
    file: KeyFile, kind: str, key: BookKey, secret: str, cost: int | None = None
) -> KeyFile:
    """Return the file with ``key`` wrapped for ``secret``, in the place of the slot before."""
    cost = cost or COST
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    wrapped = _cipher(secret, salt, cost).encrypt(nonce, key.raw(), _bound(file.book_id, kind))
    slots = {**file.slots, kind: Slot(cost, salt, nonce, wrapped)}
    demo = file.demo and kind != PASSPHRASE
    return replace(file, slots=MappingProxyType(slots), demo=demo)


def without_slot(file: KeyFile, kind: str) -> KeyFile:
    """Return the file without a way in."""
    slots = {name: slot for name, slot in file.slots.items() if name != kind}
    return replace(file, slots=MappingProxyType(slots))


def with_next(
    file: KeyFile, old: BookKey, new: BookKey, passphrase: str, recovery_key: str, cost: int
) -> KeyFile:
    """Return the file of a book on its way from ``old`` to ``new``: both can be had from it.

    The new recovery key yields both; nothing that held only the old key yields the new one.
    """
    tidy = tidy_recovery_key(recovery_key)
    file = with_slot(file, PASSPHRASE + NEXT, new, passphrase, cost)
    file = with_slot(file, RECOVERY + NEXT, new, tidy, cost)
    return with_slot(file, FORMER, old, new.hex(), 2)  # a random secret needs no slow derivation


def is_between(file: KeyFile) -> bool:
    """Whether the book was being rekeyed when this was written."""
    return PASSPHRASE + NEXT in file.slots


def promoted(file: KeyFile) -> KeyFile:
    """Return the file with the new key's slots alone."""
    slots = {
        kind.removesuffix(NEXT): slot for kind, slot in file.slots.items() if kind.endswith(NEXT)
    }
    return replace(file, slots=MappingProxyType(slots))


def withdrawn(file: KeyFile) -> KeyFile:
    """Return the file as it was before `with_next`."""
    slots = {
        kind: slot
        for kind, slot in file.slots.items()
        if not kind.endswith(NEXT) and kind != FORMER
    }
    return replace(file, slots=MappingProxyType(slots))


def unlock_between(file: KeyFile, kind: str, secret: str) -> tuple[BookKey | None, BookKey | None]:
    """The old and the new key of a book that was being rekeyed, as far as ``secret`` yields them.

    Args:
        file: A file for which `is_between` holds.
        kind: `PASSPHRASE` or `RECOVERY`.
        secret: What was typed.
    """
    tidy = tidy_recovery_key(secret) if kind == RECOVERY else secret
    old, new = _unwrap(file, kind, tidy), _unwrap(file, kind + NEXT, tidy)
    if old is None and new is not None:
        old = _unwrap(file, FORMER, new.hex())
    return old, new


def unlock(file: KeyFile, passphrase: str) -> BookKey:
    """Unwrap the key; takes about 0.3 s, by intention.

    Raises:
        WrongPassphraseError: It is another passphrase.
    """
    key = _unwrap(file, PASSPHRASE, passphrase)
    if key is None:
        raise WrongPassphraseError
    return key


def unlock_with_recovery_key(file: KeyFile, typed: str) -> BookKey:
    """Unwrap the key with what was printed at the first start.

    Raises:
        WrongRecoveryKeyError: It is another recovery key, or was mistyped.
    """
    key = _unwrap(file, RECOVERY, tidy_recovery_key(typed))
    if key is None:
        raise WrongRecoveryKeyError
    return key


def unlock_with_keychain(file: KeyFile, secret: str) -> BookKey | None:
    """Unwrap the key with the secret that the system's keychain keeps; None if it is another."""
    return _unwrap(file, KEYCHAIN, secret)


def read(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        NoPassphraseYetError: It is of the first format, and holds its key in clear.
        KeyFileError: It is missing, cut or not a key file.
    """
    content = _content(path)
    if content.get("format") == PLAIN_FORMAT:
        raise NoPassphraseYetError
    try:
        return _from_json(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(path=path) from error


def read_plain(path: Path) -> BookKey:
    """The key of a file of the first format, which has no passphrase.

    Raises:
        KeyFileError: It is missing, damaged or of another format.
    """
    content = _content(path)
    try:
        if content.get("format") != PLAIN_FORMAT:
            raise ValueError("not the first format")
        return BookKey(bytes.fromhex(content["key"]))
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(path=path) from error


def write(path: Path, file: KeyFile) -> None:
    """Put ``file`` in place whole: a kill leaves the old one or the new one, both synced.

    Raises:
        KeyFileNotWrittenError: The disk is full or the folder read-only; the old one stands.
    """
    scratch = path.with_suffix(".part")
    try:
        scratch.unlink(missing_ok=True)
        scratch.touch(mode=0o600)
        with scratch.open("w", encoding="ascii") as out:
            out.write(json.dumps(_to_json(file), indent=1))
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise KeyFileNotWrittenError(reason=error.strerror or type(error).__name__) from error


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk; Windows does so by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _content(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        content = json.loads(raw.decode("ascii")) if len(raw) <= MAX_FILE_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        raise KeyFileError(path=path) from error
    if not isinstance(content, dict):
        raise KeyFileError(path=path)
    return content


def _to_json(file: KeyFile) -> dict[str, Any]:
    slots = {
        kind: {
            "scrypt": {"n": slot.cost, "r": BLOCK_SIZE, "p": 1, "salt": _text(slot.salt)},
            "aes-256-gcm": {"nonce": _text(slot.nonce), "wrapped": _text(slot.wrapped)},
        }
        for kind, slot in file.slots.items()
    }
    return {"format": FORMAT, "book": _text(file.book_id), "demo": file.demo, "slots": slots}


def _from_json(content: dict[str, Any]) -> KeyFile:
    if content.get("format") != FORMAT:
        raise ValueError("another format")
    slots = {kind: _slot(part) for kind, part in content["slots"].items()}
    if PASSPHRASE not in slots:
        raise ValueError("no passphrase")
    return KeyFile(_bytes(content["book"], 16), MappingProxyType(slots), content["demo"] is True)


def _slot(part: dict[str, Any]) -> Slot:
    derived, sealed = part["scrypt"], part["aes-256-gcm"]
    cost = derived["n"]
    if not isinstance(cost, int) or not 2 <= cost <= MAX_COST or cost & (cost - 1):
        raise ValueError("cost")
    if (derived["r"], derived["p"]) != (BLOCK_SIZE, 1):
        raise ValueError("parameters")
    return Slot(
        cost,
        _bytes(derived["salt"], SALT_BYTES),
        _bytes(sealed["nonce"], NONCE_BYTES),
        _bytes(sealed["wrapped"], KEY_BYTES + 16),
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str, length: int) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != length:
        raise ValueError("length")
    return raw


def _unwrap(file: KeyFile, kind: str, secret: str) -> BookKey | None:
    from cryptography.exceptions import InvalidTag

    slot = file.slots.get(kind)
    if slot is None:
        return None
    cipher = _cipher(secret, slot.salt, slot.cost)
    try:
        return BookKey(cipher.decrypt(slot.nonce, slot.wrapped, _bound(file.book_id, kind)))
    except InvalidTag:
        return None


def _cipher(secret: str, salt: bytes, cost: int) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(derive(secret, salt, cost))


def _bound(book_id: bytes, kind: str) -> bytes:
    return book_id + kind.removesuffix(NEXT).encode()
