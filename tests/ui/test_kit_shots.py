import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import Gallery
from tests.ui.shots import shoot_looks


@pytest.mark.shots
def test_kit(qtbot: QtBot) -> None:
    shoot_looks(qtbot, Gallery, "kit/gallery", (QSize(1366, 820),))
