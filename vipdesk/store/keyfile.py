"""The key of a book, in a small file beside it."""

import json
import os
import secrets
from pathlib import Path

from vipdesk.store.errors import KeyFileError

KEY_BYTES = 32
FORMAT = 1


def create_key(path: Path) -> bytes:
    """Make a random key and keep it in ``path``, readable by its owner alone.

    The key stands there without a passphrase: who has the folder has the key.
    """
    key = secrets.token_bytes(KEY_BYTES)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", encoding="ascii") as file:
        file.write(json.dumps({"format": FORMAT, "key": key.hex()}))
        file.flush()
        os.fsync(file.fileno())  # without its key a book that was synced is lost
    return key


def read_key(path: Path) -> bytes:
    """Return the key that ``path`` holds.

    Raises:
        KeyFileError: It is missing, cut or not a key file.
    """
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        key = bytes.fromhex(content["key"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyFileError(path=path) from error
    if content.get("format") != FORMAT or len(key) != KEY_BYTES:
        raise KeyFileError(path=path)
    return key
