"""What a printed record of a lottery says: all that redoing it needs, and no customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from vipdesk.texts import N_

HOW = (
    N_(
        "The commitment is the SHA-256 digest of this text in UTF-8, each line ended by a line "
        "feed and its parts parted by tabs:"
    ),
    N_(
        "Draw number k: take the SHA-256 digest of the text “seed:k” (the seed in hex digits, k in "
        "decimal) as one number. Divide it by the sum of the weights of all prizes that still have "
        "stock; the remainder counts along the list of these prizes: the first prize whose running "
        "sum of weights is greater is won, and its stock falls by one."
    ),
)
HIDDEN_SEED = N_("(told at the end)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryRecord:
    """The record; figures are in words already.

    Attributes:
        prizes: Name, stock, drawn, weight, odds of the next draw.
        committed: The text that was committed to; its seed is hidden until it is revealed.
        tries: Number, time and prize of each draw, in order.
        verdict: What redoing all draws came to.
    """

    language: str
    name: str
    manager: str
    days: str
    points: str
    made_at: str
    commitment: str
    seed: str
    prizes: Sequence[tuple[str, str, str, str, str]]
    committed: str
    tries: Sequence[tuple[str, str, str]]
    verdict: str
