"""What is wrong, or worth a look, in a customer or a line as it is being typed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vipdesk.domain.birthdays import birth_date, is_real
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.cells import CellError, id_number_checks, parse_id_number, parse_phone
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft
from vipdesk.domain.words import CustomerKind, DateKind, LineKind
from vipdesk.texts import N_, Translate

MAX_NAME = 120
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})?[2-8]\d{6,7}(\d{1,5})?|[48]00\d{7}|00\d{6,13}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_RESIDENT = re.compile(r"\d{17}[\dX]")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a field; ``blocks`` keeps the draft from being written."""

    text: str
    blocks: bool = True
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, translate: Translate) -> str:
        """The remark in the reader's language."""
        return translate(self.text).format(**self.params)


Findings = dict[str, Finding]


def blocking(findings: Mapping[str, Finding]) -> bool:
    """Whether any of ``findings`` keeps the draft from being written."""
    return any(finding.blocks for finding in findings.values())


def let_stand(findings: Findings, unchanged: Collection[str]) -> Findings:
    """The same, but what stands in the book already keeps no change of another field back."""
    return {
        key: replace(finding, blocks=finding.blocks and key not in unchanged)
        for key, finding in findings.items()
    }


def check_customer(draft: CustomerDraft, today: date) -> Findings:
    """Remarks by field; numbers that others hold are found by the book, not here."""
    found = {
        "name": check_name(draft.name),
        "phone": check_phone(draft.phone),
        "id_number": check_id_number(draft.id_number, draft.kind),
        "email": check_email(draft.email),
        "birthday": check_birthday(draft.birthday, draft.id_number, today),
        "joined_on": _not_later(draft.joined_on, today),
    }
    return {key: finding for key, finding in found.items() if finding}


def check_name(name: str) -> Finding | None:
    """A name is needed; longer than any register allows is a slip."""
    if not name.strip():
        return Finding(N_("A name is needed."))
    if len(name) > MAX_NAME:
        return Finding(N_("The name is longer than {limit} characters."), True, {"limit": MAX_NAME})
    return None


def check_phone(phone: str) -> Finding | None:
    """Refuse what is no number; remark on one that no Chinese network would take."""
    try:
        digits = parse_phone(phone)
    except CellError as error:
        return Finding(error.message, True, error.params)
    if digits is None or _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return None
    return Finding(
        N_("Unusual: {n} digits. A mobile number has 11 and begins with 1."),
        False,
        {"n": len(digits)},
    )


def check_id_number(number: str, kind: CustomerKind) -> Finding | None:
    """Check the last sign: GB 11643 for a person, GB 32100 for an organisation."""
    try:
        plain = parse_id_number(number)
    except CellError as error:
        return Finding(error.message, True, error.params)
    if plain is None:
        return None
    if kind is CustomerKind.ORGANISATION:
        return _check_credit_code(plain)
    if _RESIDENT.fullmatch(plain):
        return _check_resident(plain)
    if plain.isdigit() and len(plain) == 15:
        return None
    if len(plain) >= 16:
        return Finding(N_("An identity number has 18 signs; this one has {n}."), True,
                       {"n": len(plain)})  # fmt: skip
    return Finding(N_("Not a resident's identity number. Kept as another document."), False)


def _check_resident(number: str) -> Finding | None:
    if not id_number_checks(number):
        return Finding(N_("The check digit is wrong: one of the digits is mistyped."))
    if not is_real(_born(number)):
        return Finding(N_("The day of birth in this number does not exist."))
    return None


def _born(number: str) -> Birthday:
    return Birthday(int(number[6:10]), int(number[10:12]), int(number[12:14]), lunar=False)


def _check_credit_code(code: str) -> Finding | None:
    if not _CREDIT_CODE.fullmatch(code):
        return Finding(N_("Not a unified social credit code (18 signs). Kept as it is."), False)
    pairs = zip(code, _CREDIT_WEIGHTS, strict=False)
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in pairs)
    if _CREDIT_SIGNS[-total % 31] != code[17]:
        return Finding(N_("The check sign is wrong: one of the signs is mistyped."))
    return None


def check_email(email: str) -> Finding | None:
    """One at sign, and a dot behind it."""
    if email.strip() and not _EMAIL.fullmatch(email.strip()):
        return Finding(N_("This is not an e-mail address."))
    return None


def check_birthday(birthday: Birthday | None, id_number: str, today: date) -> Finding | None:
    """A day that exists and has been; remark where the identity number says another."""
    if birthday is None:
        return None
    if not is_real(birthday):
        return Finding(N_("There is no such day."))
    born = birth_date(birthday)
    if born and born > today:
        return Finding(N_("This day is still to come."))
    number = id_number.strip().upper()
    if birthday.lunar or not _RESIDENT.fullmatch(number) or not id_number_checks(number):
        return None
    said = _born(number)
    if (birthday.month, birthday.day) != (said.month, said.day):
        text = N_("The identity number says {day}.")
        return Finding(text, False, {"day": f"{said.year}-{said.month:02}-{said.day:02}"})
    return None


def _not_later(day: date | None, today: date) -> Finding | None:
    if day and day > today:
        return Finding(N_("This day is still to come."))
    return None


def check_line(draft: LineDraft) -> Findings:
    """Remarks by field on a line; a number that another line holds is found by the book."""
    found: dict[str, Finding | None] = {"number": _check_line_number(draft)}
    if draft.fee_fen is not None and not draft.plan.strip():
        found["plan"] = Finding(N_("A fee needs the plan that it belongs to."))
    if draft.opened_on:
        for kind, ends_on in draft.ends_on.items():
            if ends_on < draft.opened_on:
                found[f"ends_{kind}"] = Finding(N_("This is before the line was opened."))
    if any(not add_on.name.strip() for add_on in draft.add_ons):
        found["add_ons"] = Finding(N_("An add-on needs a name."))
    return {key: finding for key, finding in found.items() if finding}


def unchanged_in_line(draft: LineDraft, before: LineDraft) -> set[str]:
    """The fields of `check_line` that are judged by the same values as before."""
    judged, held = _judged_by(draft), _judged_by(before)
    return {key for key in judged if judged[key] == held[key]}


def _judged_by(draft: LineDraft) -> dict[str, object]:
    ends = {f"ends_{kind}": (draft.opened_on, draft.ends_on.get(kind)) for kind in DateKind}
    return {
        "number": (draft.kind, draft.number),
        "plan": (draft.plan, draft.fee_fen),
        "add_ons": draft.add_ons,
        **ends,
    }


def _check_line_number(draft: LineDraft) -> Finding | None:
    number = draft.number.strip()
    if not number:
        return Finding(N_("A number is needed."))
    if draft.kind is LineKind.BROADBAND:
        return None
    return check_phone(number)
