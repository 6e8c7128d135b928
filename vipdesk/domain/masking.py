"""Hides most of a personal field, the same way on lists, exports, prints and logs (rules.md 9)."""

import re
from enum import Enum

from vipdesk.domain.words import LineKind

HIDDEN = "****"
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# Up to the district, past 自治区 and 地区, short of 小区 and the like; else the city; else any 区.
_DISTRICT = re.compile(
    r"^.*?(?:(?<!自治|行政)(?<![地小社校厂院街])区|县|(?<!红)旗)(?!域)"
    r"|^.*?(?:自治州|地区|盟|市)"
    r"|^.*?区(?!域)"
)


class MaskedField(Enum):
    """The fields of a customer that are masked by default."""

    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    LINE_NUMBER = "line_number"


def mask_number(number: str | None) -> str:
    """Keep the first three and the last four: 138****8000; of a short one only the last two."""
    if not number:
        return ""
    if len(number) < 8:
        return HIDDEN + number[-2:]
    return f"{number[:3]}{HIDDEN}{number[-4:]}"


def mask_mobiles(text: str) -> str:
    """Text in which mobile numbers are masked."""
    return _MOBILE.sub(lambda found: mask_number(found[0]), text)


def mask_line(number: str, kind: str | None) -> str:
    """A line's number; of the name of a broadband access only a mobile number that is in it."""
    return mask_mobiles(number) if kind == LineKind.BROADBAND else mask_number(number)


def mask_id_number(number: str | None) -> str:
    """Keep the first four and the last four: 1101**********1234."""
    if not number:
        return ""
    if len(number) < 12:
        return HIDDEN + number[-2:]
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_address(address: str | None) -> str:
    """Keep the address to its district: 太原市迎泽区****; without one, nothing is shown."""
    if not address:
        return ""
    found = _DISTRICT.match(address)
    return (found[0] if found and len(found[0]) < len(address) else "") + HIDDEN


def mask(field: MaskedField, value: str | None) -> str:
    """Mask ``value`` as its kind of field asks for."""
    if field is MaskedField.ID_NUMBER:
        return mask_id_number(value)
    if field is MaskedField.ADDRESS:
        return mask_address(value)
    return mask_number(value)
