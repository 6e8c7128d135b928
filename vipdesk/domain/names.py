"""Names as people look for them: folded text, pinyin with surname readings, number tails."""

import itertools
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

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


class _Spacing(dict[int, str]):
    """What each character becomes: a Chinese one gets blanks around it."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = f" {letter} " if is_han(letter) else letter
        return self[code]


_SPACING = _Spacing()


def spaced(text: str | None) -> str:
    """Put blanks around each Chinese character, so that each becomes a token of its own."""
    return " ".join(fold(text).translate(_SPACING).split()) if text else ""


def get_ready() -> None:
    """Load the readings ahead of the first name."""
    _dictionary()


@cache
def _dictionary() -> Mapping[int, str]:
    """Readings with tones by character.

    Its list of phrases stays away: we read character by character, and while it is parsed, for a
    tenth of a second, no other thread gets at Python, the window's neither.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT

    return cast(Mapping[int, str], PINYIN_DICT)


class _Readings(dict[str, str]):
    """The commonest reading of each character, without tones; others stand for themselves."""

    def __missing__(self, letter: str) -> str:
        marked = _dictionary().get(ord(letter), "")
        self[letter] = _plain(marked.split(",")[0]) or letter
        return self[letter]


_READINGS = _Readings()


def _plain(marked: str) -> str:
    """Drop the tone marks of a syllable: lǜ gives lv, as it is typed."""
    letters = unicodedata.normalize("NFD", marked.replace("ü", "v").replace("ǜ", "v"))
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _common_readings(name: str) -> list[str]:
    return [_READINGS[letter] for letter in name]


def _as_a_name(name: str, common: list[str]) -> list[str]:
    """Read the surname as surnames are read."""
    compound = COMPOUND_SURNAMES.get(name[:2])
    if compound:
        return [*compound, *common[2:]]
    return [SURNAME_READINGS.get(name[0], common[0]), *common[1:]] if common else []


def syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of a folded name, one syllable a character, the surname read as one."""
    name = name.replace(" ", "")
    return tuple(_as_a_name(name, _common_readings(name)))


def all_readings(text: str) -> Iterator[tuple[str, ...]]:
    """Every way to read ``text``, a syllable or another letter after the other."""
    marked = [_dictionary().get(ord(letter), "").split(",") for letter in fold(text)]
    ways = [
        tuple(dict.fromkeys(filter(None, map(_plain, each)))) or (letter,)
        for each, letter in zip(marked, fold(text), strict=True)
    ]
    return itertools.product(*ways)


def surname(name: str) -> str:
    """The surname: the first character or two of a Chinese name, the last word of another."""
    name = name.strip()
    if is_han(name[:1]):
        return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return name.split()[-1] if name else ""


def latin_surname(name: str) -> str:
    """The surname in Latin letters: Wang for 王志强."""
    found = surname(name)
    return "".join(syllables(found)).capitalize() if is_han(found) else found


def sort_key(name: str | None) -> str:
    """Return a key that sorts Chinese names by pinyin and puts them among Latin ones."""
    folded = fold(name or "")
    return " ".join(syllables(folded)) if is_han(folded) else folded


def latin_tokens(name: str) -> str:
    """Return what may be typed for a Chinese name: whole pinyin, initials, given name alone."""
    folded = fold(name).replace(" ", "")
    if not is_han(folded):
        return ""
    common = _common_readings(folded)
    found = _as_a_name(folded, common)
    tokens = ["".join(found), "".join([syllable[0] for syllable in found]), "".join(found[1:])]
    if found[0] != common[0]:
        tokens.append("".join(common))
    return " ".join(token for token in tokens if token)


def reversed_digits(*numbers: str | None) -> str:
    """Return the numbers backwards, as tokens: the last digits of one are then a prefix."""
    kept = (_letters_and_digits(number) for number in numbers if number)
    return " ".join([number[::-1] for number in kept if number])


def _letters_and_digits(number: str) -> str:
    if number.isascii() and number.isalnum():
        return number.lower()
    return re.sub(r"[^0-9a-z]", "", fold(number))
