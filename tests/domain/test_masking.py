import pytest

from vipdesk.domain.masking import MaskedField, mask, mask_line


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
        (
            MaskedField.ADDRESS,
            "内蒙古自治区鄂尔多斯市达拉特旗树林召镇",
            "内蒙古自治区鄂尔多斯市达拉特旗****",
        ),
        (
            MaskedField.ADDRESS,
            "广西壮族自治区南宁市青秀区民族大道",
            "广西壮族自治区南宁市青秀区****",
        ),
        (
            MaskedField.ADDRESS,
            "新疆维吾尔自治区喀什地区疏附县托克扎克镇",
            "新疆维吾尔自治区喀什地区疏附县****",
        ),
        (MaskedField.ADDRESS, "西藏自治区阿里地区狮泉河镇", "西藏自治区阿里地区****"),
        (MaskedField.ADDRESS, "香港特别行政区湾仔区轩尼诗道", "香港特别行政区湾仔区****"),
        (MaskedField.ADDRESS, "宁夏回族自治区某镇", "宁夏回族自治区****"),
        (MaskedField.ADDRESS, "朔州市阳光小区 3 号楼", "朔州市****"),
        (MaskedField.ADDRESS, "长春市红旗街 5 号", "长春市****"),
        (MaskedField.ADDRESS, "阳光小区 3 号楼", "阳光小区****"),
        (MaskedField.ADDRESS, "12 High Street", "****"),
        (MaskedField.ADDRESS, "迎泽区", "****"),
    ],
)
def test_only_what_is_meant_to_show_shows(field: MaskedField, value: str, shown: str) -> None:
    assert mask(field, value) == shown


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        ("13812348000", "mobile", "138****8000"),
        ("wzq@home", "broadband", "wzq@home"),
        ("KD0351778899", "broadband", "KD0351778899"),
        ("kd13812348000@163", "broadband", "kd138****8000@163"),
        ("13812348000", "broadband", "138****8000"),
    ],
)
def test_a_broadband_shows_its_name_but_no_telephone_in_it(
    number: str, kind: str, shown: str
) -> None:
    assert mask_line(number, kind) == shown
