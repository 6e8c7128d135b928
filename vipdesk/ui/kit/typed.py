"""What is typed on a list, key by key."""

import time

PAUSE = 1.0  # seconds after which what is typed begins anew


class TypedRun:
    """Joins keys that follow each other quickly."""

    def __init__(self) -> None:
        self._text, self._at = "", 0.0

    def add(self, keys: str) -> str:
        """Add what was typed now; returns all of it since the last pause."""
        now = time.monotonic()
        fresh = now - self._at > PAUSE
        self._text = keys if fresh else self._text + keys
        self._at = now
        return self._text
