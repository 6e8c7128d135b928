"""Long lists of numbers as SQLite hands them over: as one text."""

import json

PIECE = 50_000  # signs: some 10,000 numbers, under a millisecond


def numbers_of(text: str) -> list[int]:
    """The whole numbers of a JSON list without blanks, null as 0.

    They are read in pieces: no other thread gets on while JSON is read, the window's neither, and
    one list may hold a million.
    """
    numbers: list[int] = []
    start, end = 1, len(text) - 1  # within the brackets
    while start < end:
        stop = end if end - start <= PIECE else text.rindex(",", start, start + PIECE)
        numbers.extend(json.loads(f"[{text[start:stop]}]".replace("null", "0")))
        start = stop + 1
    return numbers
