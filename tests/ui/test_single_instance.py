"""The second start finds the first, wherever the profile lies: a socket's path takes 108 bytes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vipdesk.ui.single_instance import SingleInstance


@pytest.mark.parametrize(
    "parts", [("plain",), ("客户 经理 的簿 (1) #100% 'x'",), ("a" * 120, "b" * 120, "客" * 30)]
)
def test_the_second_start_raises_the_first(
    qtbot: QtBot, tmp_path: Path, parts: tuple[str, ...]
) -> None:
    profile = tmp_path.joinpath(*parts)
    profile.mkdir(parents=True)
    first, second = SingleInstance(profile), SingleInstance(profile)
    assert not second.raise_first()
    first.listen()
    with qtbot.waitSignal(first.raise_requested):
        assert second.raise_first()
    first.close()
