import pytest

from vipdesk.domain.masking import MaskedField, mask


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (MaskedField.PHONE, "13812348000", "138****8000"),
        (MaskedField.PHONE, "1002", "****02"),
        (MaskedField.PHONE, None, ""),
        (MaskedField.LINE_NUMBER, "KD0351778899", "KD0****8899"),
        (MaskedField.ID_NUMBER, "110101199001011234", "1101**********1234"),
        (MaskedField.ADDRESS, "太原市迎泽区晋商大厦 1203", "太原市迎泽区****"),
        (MaskedField.ADDRESS, "山西省太原市小店区长治路 5 号", "山西省太原市小店区****"),
        (MaskedField.ADDRESS, "太原市滨河西路 16 号", "太原市****"),
        (MaskedField.ADDRESS, "12 High Street", "****"),
        (MaskedField.ADDRESS, "迎泽区", "****"),
    ],
)
def test_only_what_is_meant_to_show_shows(field: MaskedField, value: str, shown: str) -> None:
    assert mask(field, value) == shown
