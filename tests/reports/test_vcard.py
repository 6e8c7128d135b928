from datetime import date

import pytest

from vipdesk.reports.vcard import Contact, vcards

FULL = Contact(
    uid="018f6b7e-0000-7000-8000-000000000001",
    name="王𬱖",
    surname="王",
    given="𬱖",
    organisation="晋商；分公司",
    phones=("138****8000", "139****0001"),
    email="a@example.invalid",
    address="太原市迎泽区****",
    birthday=date(1980, 2, 29),
    note="一行\n二行, 三; 四\\",
    tags=("车友会", "a,b"),
)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_an_old_card_holds_every_field() -> None:
    lines = unfolded(vcards([FULL]))
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert "N:王;𬱖;;;" in lines
    assert "TEL;TYPE=CELL:138****8000" in lines
    assert "BDAY:1980-02-29" in lines
    assert "NOTE:一行\\n二行\\, 三\\; 四\\\\" in lines
    assert "CATEGORIES:车友会,a\\,b" in lines
    assert lines[-2:] == ["END:VCARD", ""]


def test_a_new_card_follows_rfc_6350() -> None:
    lines = unfolded(vcards([FULL], "4.0"))
    assert "UID:urn:uuid:018f6b7e-0000-7000-8000-000000000001" in lines
    assert "BDAY:19800229" in lines


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_empty_fields_are_left_out(version: str) -> None:
    lines = unfolded(vcards([Contact(uid="1", name="某公司")], version))
    kinds = [line.split(":")[0] for line in lines if line]
    assert kinds == ["BEGIN", "VERSION", "UID", "FN", "N", "END"]


def test_long_lines_are_folded_between_characters() -> None:
    note = "很长的备注𬱖" * 40
    content = vcards([Contact(uid="1", name="王", note=note)])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert f"NOTE:{note}" in unfolded(content)


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2\.1"):
        vcards([FULL], "2.1")
