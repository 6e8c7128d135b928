"""Customers as vCard 3.0 (telephones of all ages) or 4.0; the caller decides what is masked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.plain_text import without_controls

FOLD = 75  # octets of a line, its line end not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a card may say; empty fields are left out.

    Attributes:
        uid: The customer's stable identity.
        name: Whole name as displayed, in its natural order.
        surname, given: Its parts where they are known.
        address: One line.
        birthday: In the solar calendar.
    """

    uid: str
    name: str
    surname: str = ""
    given: str = ""
    organisation: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    address: str = ""
    birthday: date | None = None
    note: str = ""
    tags: tuple[str, ...] = ()


def vcards(contacts: Iterable[Contact], version: str = "3.0") -> bytes:
    """All contacts in one file, UTF-8.

    Args:
        contacts: One card each.
        version: "3.0" or "4.0".
    """
    if version not in ("3.0", "4.0"):
        raise ValueError(f"unknown vCard version: {version}")
    lines = (line for contact in contacts for line in _card(contact, version))
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line)).encode()


def _card(contact: Contact, version: str) -> Iterator[str]:
    new = version == "4.0"
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"UID:{'urn:uuid:' if new else ''}{contact.uid}"
    yield f"FN:{_escape(contact.name)}"
    yield f"N:{_escape(contact.surname or contact.name)};{_escape(contact.given)};;;"
    yield from _texts(contact)
    kind = "TYPE=cell;VALUE=text" if new else "TYPE=CELL"
    for phone in contact.phones:
        yield f"TEL;{kind}:{_escape(phone)}"
    if contact.address:
        yield f"ADR:;;{_escape(contact.address)};;;;"
    if contact.birthday:
        yield f"BDAY:{contact.birthday:{'%Y%m%d' if new else '%Y-%m-%d'}}"
    if contact.tags:
        yield f"CATEGORIES:{','.join(map(_escape, contact.tags))}"
    yield "END:VCARD"


def _texts(contact: Contact) -> Iterator[str]:
    named = (
        ("ORG", contact.organisation),
        ("TITLE", contact.title),
        ("EMAIL", contact.email),
        ("NOTE", contact.note),
    )
    for name, value in named:
        if value:
            yield f"{name}:{_escape(value)}"


def _escape(text: str) -> str:
    text = without_controls(text).replace("\\", "\\\\")
    return text.replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """Cut a line after at most 75 octets, never within a character."""
    room, part = FOLD, ""
    for char in line:
        size = len(char.encode())
        if size > room:
            yield part
            room, part = FOLD - 1, " "
        room -= size
        part += char
    yield part
