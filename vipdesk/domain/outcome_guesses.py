"""Which column may say who left, which of its words says so, which column numbers the rows.

Proposals only: a person sees them and chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vipdesk.domain.cells import folded

MOST_OUTCOMES = 6
_OUTCOME_HINTS = ("churn", "attrit", "exited", "离网", "流失", "销户", "携出", "leaver", "left",
                  "cancel", "lost", "outcome", "status", "状态", "结果")  # fmt: skip
_LEFT_WORDS = ("是", "yes", "y", "true", "t", "1", "1.0", "churned", "churn", "left", "exited",
               "cancelled", "canceled", "lost", "attritedcustomer", "离网", "已离网", "流失",
               "已流失", "销户", "已销户", "携出", "离开", "gone", "leaver")  # fmt: skip
_KEY_HINTS = ("id", "number", "no", "编号", "号码", "编码", "账号", "序号", "行号", "key")


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """What a column of a file holds.

    Attributes:
        header: Its name.
        words: Its commonest words with content, and how many rows hold each.
        distinct: How many different ones there are.
        rows: Rows with content.
    """

    header: str
    words: Mapping[str, int]
    distinct: int
    rows: int


def guess_outcome(columns: Sequence[ColumnLook]) -> str | None:
    """The column that most likely says who left; ``None`` where none has few enough words."""
    fitting = [each for each in columns if 2 <= each.distinct <= MOST_OUTCOMES]
    for hint in _OUTCOME_HINTS:
        for each in reversed(fitting):  # the outcome mostly stands last
            if hint in folded(each.header):
                return each.header
    two = [each for each in fitting if each.distinct == 2]
    return two[-1].header if two else None


def guess_positive(column: ColumnLook) -> str | None:
    """The word that most likely says "left": a known one, else the rarer one."""
    by_fold = {folded(word): word for word in column.words}
    for word in _LEFT_WORDS:
        if word in by_fold:
            return by_fold[word]
    return min(column.words, key=lambda word: column.words[word], default=None)


def guess_key(columns: Sequence[ColumnLook]) -> str | None:
    """The column that numbers the rows: all different, and named like that."""
    for each in columns:
        name = folded(each.header)
        named = any(name.startswith(hint) or name.endswith(hint) for hint in _KEY_HINTS)
        if named and each.distinct == each.rows > 1:
            return each.header
    return None
