"""What the cells of an operator's file mean: pure parsing of text, never a guess.

Every parser takes the text of one cell and returns its value, ``None`` for an empty cell, or
raises one `CellError` whose sentence says why the cell is refused. Spreadsheet cells arrive as text
too (`vipdesk.importing` words them), so that a number is never a float on its way to a field. Days
and months are in `cell_days`, amounts in `cell_numbers`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from vipdesk.domain.masking import mask_id_number, mask_mobiles
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "null", "none", "n/a", "na", "#n/a", "nan",
                    r"\n", "无", "空", "(空)", "(null)", "暂无", "未知"})  # fmt: skip
NULLS = frozenset({"null", "#n/a", "n/a", r"\n", "(null)", "nan", "-", "--", "—", "——", "/", "\\"})
"""Blanks of a text; the other words may be what someone wrote: 无 is a note too."""
TOTALS = frozenset({"合计", "总计", "小计", "总和", "total", "sum", "subtotal", "grand total"})
TRUE_WORDS = frozenset({"是", "y", "yes", "true", "t", "1", "有", "√", "✓", "✔", "☑", "on", "开",
                        "开通", "已开通"})  # fmt: skip
FALSE_WORDS = frozenset({"否", "n", "no", "false", "f", "0", "无", "×", "x", "✗", "✘", "☒", "off",
                         "关", "未开通"})  # fmt: skip

MIN_PHONE_DIGITS = 5
MAX_PHONE_DIGITS = 15
"""ITU-T E.164: at most fifteen digits."""
_EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; the rest become zeros."""
_CERTAINLY_CUT = _EXACT_DIGITS + 3

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:(?:[.,]\d+)?[eE]\+|[.,]\d+[eE])\d+")
_FLOATED = re.compile(r"(\d{1,15})\.0+")
_FORMULA_TEXT = re.compile(r'="?(.*?)"?')
_BLANK = re.compile(r"\s+")
_PHONE_SIGNS = re.compile(r"[\s\-–—()._·]")
_MASKED = re.compile(r"[*•●]{2,}|[xX×]{4,}")
_SHEET_ERROR = re.compile(r"#(?:REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]|#{3,}|Err:\d{3}")
_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_ID_IN_TEXT = re.compile(r"(?<!\d)\d{15}(?:\d{2}[\dXx])?(?!\d)")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MARKS = "'`‘’"
_UNSEEN = dict.fromkeys(
    (
        *(0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD),  # without width
        *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # direction
        *(*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)),  # controls
    )
)
"""What nobody sees: telephones copied from an address book begin with a mark of direction."""


class CellError(VipDeskError):
    """One cell is not what its column should hold; the row is not written."""

    message = N_("This cell cannot be used.")


class ScientificError(CellError):
    """A spreadsheet turned a number into 1.39E+10."""

    message = N_("A spreadsheet turned the number into scientific notation and its last digits "
                 "are lost. Export the column again as text.")  # fmt: skip


class DigitsLostError(CellError):
    """A number of more than fifteen digits ends in the zeros that a spreadsheet puts there."""

    message = N_("A spreadsheet cut the number after fifteen digits. "
                 "Export the column again as text.")  # fmt: skip


class MissingError(CellError):
    """A required cell is empty."""

    message = N_("{field} is missing, so the row cannot be matched.")

    def sentence(self, translate: Translate) -> str:
        """Name the field in the reader's language."""
        return translate(self.message).format(field=translate(str(self.params["field"])))


class NotPhoneError(CellError):
    """The cell holds no phone number."""

    message = N_("This is not a phone number.")


class MaskedError(CellError):
    """The system that wrote the file hid a part of the number."""

    message = N_("A part of the number is hidden. Export it in full, or leave this column out.")


class SheetError(CellError):
    """A formula's failure, or a column too narrow for its number, stands in the cell."""

    message = N_("A spreadsheet left an error here, or a formula without its value. Open the file "
                 "there, mend the cell and save it again.")  # fmt: skip


class NotFlagError(CellError):
    """The cell says neither yes nor no."""

    message = N_("Only yes or no is possible here (是/否, Y/N, 1/0).")


class NotInListError(CellError):
    """The cell holds a word that the book does not know."""

    message = N_("{field} can only be {allowed}.")

    def sentence(self, translate: Translate) -> str:
        """List the words that are possible, in the reader's language."""
        labels = self.params["allowed"]
        assert isinstance(labels, tuple)
        allowed = translate(", ").join(translate(label) for label in labels)
        field = translate(str(self.params["field"]))
        return translate(self.message).format(field=field, allowed=allowed)


class TotalRowError(CellError):
    """The row adds up the others."""

    message = N_("This looks like a row of totals, so it is left out.")


class TooLongError(CellError):
    """The cell holds more text than any field takes."""

    message = N_("The text is longer than {limit} characters.")


def folded(text: str) -> str:
    """The form in which words are compared: NFKC, casefolded, without blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


def visible(text: str) -> str:
    """Text without characters that nobody sees."""
    return text.translate(_UNSEEN)


def narrowed(text: str) -> str:
    """Full-width digits and signs as ASCII, without invisible characters and outer blanks.

    The apostrophe that keeps a spreadsheet from counting a cell is gone too, however it is typed.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    plain = text.strip()
    return plain.lstrip(_MARKS).lstrip() if plain[:1] in _MARKS else plain


def is_blank(text: str) -> bool:
    """True for an empty cell and for the words that exports put into one."""
    return not text or narrowed(text).casefold() in BLANKS


def parse_text(text: str, limit: int = 2000) -> str | None:
    """Free text as it stands: outer blanks gone, inner runs of blanks single, characters kept.

    Names keep their rare and compatibility characters, so there is no NFKC here.
    """
    if text.isprintable() and " " not in text:  # neither blanks nor invisible characters
        plain = text
    else:
        plain = _BLANK.sub(" ", text.translate(_UNSEEN)).strip()
    if not plain or plain.casefold() in NULLS:
        return None
    if plain[0] in "#E":
        refuse_sheet_error(plain)
    if len(plain) > limit:
        raise TooLongError(limit=limit)
    return plain


def refuse_sheet_error(plain: str) -> None:
    """Refuse #REF! and its kin; #N/A is what a look-up finds nothing with, and an empty cell."""
    if is_sheet_error(plain):
        raise SheetError


def is_sheet_error(plain: str) -> bool:
    """Whether a cell holds #REF! or the like instead of a value."""
    return _SHEET_ERROR.fullmatch(plain) is not None


def parse_identifier(text: str) -> str | None:
    """A customer, account or line number: text, leading zeros kept.

    The marks by which exports keep a number as text are taken off: a leading apostrophe,
    ``="007"``, a tab behind.

    Raises:
        ScientificError: a spreadsheet turned it into 1.39E+10.
        TotalRowError: the word for a total stands where a number should.
    """
    plain = narrowed(text)
    if plain[:1] == "=":
        plain = _unmarked(plain)
    if plain.isalnum() and plain.isascii() and (plain[0].isdigit() or not is_blank(plain)):
        return plain
    return _odd_identifier(plain)


def are_cut(texts: Iterable[str]) -> bool:
    """Whether a spreadsheet cut the long numbers of a column: all end in the zeros it puts there.

    One such number alone may be somebody's own.
    """
    found: set[str] = set()
    for text in texts:
        plain = narrowed(text) if len(text) >= _CERTAINLY_CUT else ""
        if plain.isdigit():
            if not _is_cut(plain):
                return False
            found.add(plain)
    return len(found) > 1


def _is_cut(number: str) -> bool:
    return len(number) >= _CERTAINLY_CUT and not number[_EXACT_DIGITS:].strip("0")


def parse_cut_identifier(text: str) -> str | None:
    """A number of a column whose long ones `are_cut`.

    Raises:
        DigitsLostError: it is one of them.
        ScientificError, TotalRowError: as `parse_identifier`.
    """
    plain = parse_identifier(text)
    if plain is not None and _is_cut(plain):
        raise DigitsLostError
    return plain


def _unmarked(plain: str) -> str:
    found = _FORMULA_TEXT.fullmatch(plain)
    return found[1].strip() if found else plain


def _odd_identifier(plain: str) -> str | None:
    if plain.casefold() in BLANKS:
        return None
    if _SCIENTIFIC.fullmatch(plain):
        raise ScientificError
    if plain.casefold() in TOTALS:
        raise TotalRowError
    refuse_sheet_error(plain)
    floated = _FLOATED.fullmatch(plain)
    return floated[1] if floated else _BLANK.sub("", plain)


def parse_line_number(text: str) -> str | None:
    """The number of a line: digits of a phone, or a broadband's sign-on name as it stands."""
    plain = parse_identifier(text)
    if plain is None or any(sign.isalpha() for sign in plain):
        _refuse_masked(plain)
        return plain
    return parse_phone(plain)


def parse_phone(text: str) -> str | None:
    """A phone number as digits: blanks, hyphens and +86 taken off, leading zeros kept.

    Raises:
        MaskedError: a part of it is hidden.
        NotPhoneError: fewer than five or more than fifteen digits, or other signs in it.
        ScientificError: a spreadsheet turned it into 1.39E+10.
    """
    if _is_mobile(text):
        return text
    plain = parse_identifier(text)
    if plain is None or _is_mobile(plain):
        return plain
    _refuse_masked(plain)
    digits = _without_country(_PHONE_SIGNS.sub("", plain))
    if not digits.isdigit() or not MIN_PHONE_DIGITS <= len(digits) <= MAX_PHONE_DIGITS:
        raise NotPhoneError
    return digits


def _refuse_masked(number: str | None) -> None:
    if number is not None and _MASKED.search(number):
        raise MaskedError


def _is_mobile(text: str) -> bool:
    return len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit()


def _without_country(number: str) -> str:
    for prefix in ("+86", "0086"):
        if number.startswith(prefix):
            return number[len(prefix) :]
    if number.startswith("861") and len(number) == 13:
        return number[2:]
    return "00" + number[1:] if number.startswith("+") else number


def parse_id_number(text: str) -> str | None:
    """An identity number in capitals; passports and registration numbers pass as they stand.

    Raises:
        DigitsLostError: eighteen digits that end in 000 and fail the check digit of GB 11643.
        ScientificError: a spreadsheet turned it into 1.4E+17.
    """
    plain = parse_identifier(text)
    if plain is None:
        return None
    _refuse_masked(plain)
    number = plain.upper()
    cut = number.endswith("000") and _ID_NUMBER.fullmatch(number)
    if cut and not id_number_checks(number):
        raise DigitsLostError
    return number


def id_number_checks(number: str) -> bool:
    """Whether the last sign of an 18-digit identity number is right (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return number[17] == _ID_CHECKS[total % 11]


def masked_digits(text: str) -> str:
    """Text in which phone and identity numbers are masked; what else it says stays readable."""
    return mask_mobiles(_ID_IN_TEXT.sub(lambda found: mask_id_number(found[0]), text))


def parse_flag(text: str) -> bool | None:
    """Yes or no in the usual words."""
    word = narrowed(text).casefold()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    if word in BLANKS:
        return None
    refuse_sheet_error(narrowed(text))
    raise NotFlagError


def parse_choice(
    text: str, words: Mapping[str, str], field: str, allowed: tuple[str, ...]
) -> str | None:
    """One word of a closed vocabulary.

    Args:
        text: The cell.
        words: `folded` spelling → stored word; an empty word means "leave empty".
        field: Label of the field (a message id), for the reason.
        allowed: Labels of the vocabulary (message ids), for the reason.

    Raises:
        NotInListError: no spelling fits.
        SheetError: a formula's failure stands there.
    """
    spelling = folded(text)
    if spelling in words:
        return words[spelling] or None
    if spelling in BLANKS:
        return None
    refuse_sheet_error(text.strip())
    raise NotInListError(field=field, allowed=allowed)
