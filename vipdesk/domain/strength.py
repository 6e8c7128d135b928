"""How long a passphrase would stand against guessing, in five steps and a sentence.

The estimate is zxcvbn's (Wheeler, USENIX Security 2016); its word lists are English, so that common
Chinese words in pinyin and what is known of the manager are given to it. It advises and refuses
nothing: the least that is asked for is `vipdesk.domain.passphrases.check_passphrase`.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vipdesk.domain.names import all_readings
from vipdesk.texts import N_

STRONG = 4
READ_AS = 64  # ways to read one name, at most
LOOKED_AT = 72  # signs that the estimate takes; more add strength anyway
# Words that Chinese passphrases begin with, after published lists of leaked ones.
_PINYIN = (
    "woaini", "woaini1314", "aini", "wodemima", "mima", "zhongguo", "beijing", "shanghai",
    "guangzhou", "shenzhen", "nihao", "gongxifacai", "wangluo", "dianxin", "yidong", "liantong",
    "kehu", "jingli", "kehujingli", "gongsi", "shouji", "haoma", "laopo", "laogong", "baobei",
    "xiaoxiao", "tiantian", "zhangwei", "wangwei", "lijun", "liwei", "wangfang", "5201314",
    "1314520", "520520", "woxihuanni", "qq123456", "aa123456", "admin123", "huawei", "xiaomi",
)  # fmt: skip

_COMMON = N_("It stands in lists of common passwords.")
_SENTENCES: Mapping[str, str] = {
    "passwords": _COMMON,
    "user_inputs": N_("It holds a name or number that others know of you, or a common word."),
    "english_wikipedia": N_("A single word is guessed quickly. Put several unlike ones together."),
    "us_tv_and_film": N_("A single word is guessed quickly. Put several unlike ones together."),
    "surnames": N_("Names are guessed quickly."),
    "male_names": N_("Names are guessed quickly."),
    "female_names": N_("Names are guessed quickly."),
    "spatial": N_("Neighbouring keys are guessed quickly."),
    "repeat": N_("Repeated signs are guessed quickly."),
    "sequence": N_("Rows such as abc or 6543 are guessed quickly."),
    "date": N_("Dates are guessed quickly."),
    "regex": N_("Years are guessed quickly."),
    "bruteforce": N_("More signs make it stronger: four unlike words are easy to keep in mind."),
}


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate.

    Args:
        score: 0 (guessed at once) to 4 (not guessed in years on many computers).
        advice: What makes it weak, as a message id; "" where it is strong.
    """

    score: int
    advice: str


def strength(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """Estimate ``passphrase``; the first call loads word lists, so it belongs in a job.

    Args:
        passphrase: What was typed.
        known: What others know of the manager: name, numbers, branch. Their pinyin is added.
    """
    from zxcvbn import zxcvbn

    if not passphrase:
        return Strength(0, "")
    found = zxcvbn(passphrase[:LOOKED_AT], user_inputs=[*_PINYIN, *_spellings(known)])
    score = int(found["score"])
    return Strength(score, "" if score == STRONG else _advice(found["sequence"]))


def _spellings(known: Iterable[str]) -> list[str]:
    spelt: list[str] = []
    for text in filter(None, known):
        spelt.append(text)
        for syllables in itertools.islice(all_readings(text.replace(" ", "")), READ_AS):
            spelt += ["".join(syllables), "".join(part[0] for part in syllables)]
    return [text for text in dict.fromkeys(spelt) if len(text) > 1]


def _advice(sequence: list[Mapping[str, Any]]) -> str:
    """The sentence on the longest part that is guessed by a pattern."""
    patterned = [part for part in sequence if part["pattern"] != "bruteforce"] or sequence
    longest = max(patterned, key=lambda part: len(part["token"]))
    kind = str(longest.get("dictionary_name") or longest["pattern"])
    return _SENTENCES.get(kind, _COMMON)
