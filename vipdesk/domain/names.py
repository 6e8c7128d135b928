"""Names as people look for them: folded text, pinyin with surname readings, number tails."""

import re
import unicodedata
from functools import lru_cache

# Readings of characters that differ when they are surnames.
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "任": "ren", "曾": "zeng", "盖": "ge",
    "区": "ou", "朴": "piao", "华": "hua", "乐": "yue", "翟": "zhai", "覃": "qin", "缪": "miao",
    "召": "shao", "折": "she", "秘": "bi", "冼": "xian", "洗": "xian", "黑": "he", "员": "yun",
    "隗": "wei", "繁": "po", "种": "chong", "燕": "yan", "尉": "wei", "宁": "ning", "牟": "mu",
    "晟": "cheng", "逄": "pang", "褚": "chu", "祭": "zhai", "车": "che", "葛": "ge", "都": "du",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "万俟": ("mo", "qi"),
    "欧阳": ("ou", "yang"),
    "上官": ("shang", "guan"),
    "司马": ("si", "ma"),
    "诸葛": ("zhu", "ge"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
}
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def fold(text: str) -> str:
    """Return ``text`` as it is compared: NFKC, casefolded, outer blanks gone, inner ones single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_han(text: str) -> bool:
    """Tell whether ``text`` holds a Chinese character."""
    return bool(_HAN.search(text))


def spaced(text: str | None) -> str:
    """Put blanks around each Chinese character, so that each becomes a token of its own."""
    return " ".join(_HAN.sub(lambda match: f" {match[0]} ", fold(text or "")).split())


@lru_cache(maxsize=1)
def _readings() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return {
        code: _plain(marked.split(",")[0])  # the commonest reading stands first
        for code, marked in PINYIN_DICT.items()
    }


def _plain(marked: str) -> str:
    """Drop the tone marks of a syllable: lǜ gives lv, as it is typed."""
    letters = unicodedata.normalize("NFD", marked.replace("ü", "v").replace("ǜ", "v"))
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _given_readings(name: str) -> list[str]:
    readings = _readings()
    return [readings.get(ord(letter), letter) for letter in name]


@lru_cache(maxsize=65_536)
def syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of a folded name, one syllable a character, the surname read as one."""
    name = name.replace(" ", "")
    surname = COMPOUND_SURNAMES.get(name[:2])
    if surname:
        return (*surname, *_given_readings(name[2:]))
    readings = _given_readings(name)
    if readings:
        readings[0] = SURNAME_READINGS.get(name[0], readings[0])
    return tuple(readings)


def sort_key(name: str | None) -> str:
    """Return a key that sorts Chinese names by pinyin and puts them among Latin ones."""
    folded = fold(name or "")
    return " ".join(syllables(folded)) if is_han(folded) else folded


@lru_cache(maxsize=65_536)
def latin_tokens(name: str) -> str:
    """Return what may be typed for a Chinese name: whole pinyin, initials, given name alone."""
    folded = fold(name)
    if not is_han(folded):
        return ""
    found = syllables(folded)
    tokens = ["".join(found), "".join(s[0] for s in found), "".join(found[1:])]
    common = "".join(_given_readings(folded.replace(" ", "")))
    return " ".join(dict.fromkeys(token for token in (*tokens, common) if token))


def reversed_digits(*numbers: str | None) -> str:
    """Return the numbers backwards, as tokens: the last digits of one are then a prefix."""
    kept = (re.sub(r"[^0-9a-z]", "", fold(number)) for number in numbers if number)
    return " ".join(number[::-1] for number in kept if number)
