import pytest

from vipdesk.reports.errors import MissingGlyphsError
from vipdesk.reports.fonts import check_printable, clean, missing_characters, to_unicode_cmap
from vipdesk.texts import translator


@pytest.mark.parametrize("name", ["王𬱖", "陈𬭎", "㛃", "䶮", "买买提·吐尔逊", "José", "①№℃→×"])
def test_rare_names_can_be_printed(name: str) -> None:
    assert missing_characters(name) == ""


def test_missing_characters_are_named_once_each() -> None:
    assert missing_characters("好😀✔好😀𠮷\n") == "😀✔𠮷"


def test_the_error_says_which_in_both_languages() -> None:
    with pytest.raises(MissingGlyphsError) as caught:
        check_printable("𠮷野家")
    for language in ("zh", "en"):
        assert "𠮷 (U+20BB7)" in caught.value.sentence(translator(language))


def test_several_are_parted_as_the_language_does() -> None:
    error = MissingGlyphsError("😀𠮷")
    assert "😀 (U+1F600), 𠮷 (U+20BB7)." in error.sentence(translator("en"))
    assert "😀 (U+1F600)、𠮷 (U+20BB7)。" in error.sentence(translator("zh"))


def test_clean_drops_what_nobody_sees_and_keeps_the_rest() -> None:
    assert clean("a\u200bb\ufeff\x07\tc\u00a0d\r\ne\ufe0f\u3000好") == "ab c d\ne\u3000好"


def test_letters_typed_with_loose_accents_are_printed_as_one_character() -> None:
    assert clean("Nguye\u0302\u0303n Jose\u0301 и\u0306") == "Nguyễn José й"
    assert missing_characters("Nguye\u0302\u0303n") == ""
    assert clean("\uf9d1\u2ea6") == "\uf9d1\u2ea6"  # a name keeps its very characters


def test_characters_above_the_first_plane_are_utf16_pairs() -> None:
    cmap = to_unicode_cmap("Sub", [0, ord("王"), ord("𬱖")])
    assert "<01> <738B>" in cmap
    assert "<02> <D873DC56>" in cmap
    assert "2 beginbfchar" in cmap


def test_no_block_is_longer_than_the_format_allows() -> None:
    cmap = to_unicode_cmap("Sub", list(range(0x4E00, 0x4E00 + 256)))
    sizes = [int(line.split()[0]) for line in cmap.splitlines() if line.endswith("beginbfchar")]
    assert sizes == [100, 100, 56]
