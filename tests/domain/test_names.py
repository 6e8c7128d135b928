"""Names are read character by character, in each way that a character is read."""

import subprocess
import sys

from vipdesk.domain.names import all_readings, syllables
from vipdesk.domain.strength import strength


def test_every_way_to_read_a_text() -> None:
    read = {"".join(each) for each in all_readings("重庆A1")}
    assert {"zhongqinga1", "chongqinga1"} <= read
    assert syllables("单雄信")[0] == "shan"


def test_a_passphrase_of_what_others_know_is_weak_however_it_is_read() -> None:
    for typed in ("chongqing2024", "zhongqing2024"):
        assert "others know" in strength(typed, ["重庆"]).advice


def test_reading_a_name_does_not_parse_the_list_of_phrases() -> None:
    program = (
        "import sys; from vipdesk.domain.names import syllables;"
        "print(*syllables('王志强'), 'pypinyin.phrases_dict' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["wang", "zhi", "qiang", "False"]
