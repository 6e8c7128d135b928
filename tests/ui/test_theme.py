import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF, QIcon
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from vipdesk.paths import resources_dir
from vipdesk.ui import icons, theme
from vipdesk.ui.theme import Mode, Token, Tone

GROUNDS = (Token.BACKGROUND, Token.SURFACE, Token.SURFACE_RAISED, Token.HOVER)
PAIRS = [
    *((Token.TEXT, ground) for ground in (*GROUNDS, Token.ACCENT_SOFT)),
    *((Token.MUTED, ground) for ground in GROUNDS),
    (Token.MUTED_SELECTED, Token.ACCENT_SOFT),
    (Token.ON_ACCENT, Token.ACCENT),
    (Token.ON_ACCENT, Token.ACCENT_HOVER),
    (Token.SURFACE, Token.TEXT),
    *((tone.text, tone.soft) for tone in Tone),
    *((tone.text, Token.SURFACE) for tone in Tone),
    *((tone.text, Token.ACCENT_SOFT) for tone in (Tone.RED, Tone.AMBER, Tone.GREEN)),
]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(name: str) -> None:
    colours = theme.load_colours(name)
    poor = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground in PAIRS
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_names_every_token(name: str) -> None:
    assert set(theme.load_colours(name)) == set(Token)


def test_the_bundled_font_is_used_and_its_figures_are_tabular(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == theme.FONT_FAMILY
    metrics = QFontMetricsF(theme.font())
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_setting_wins_over_the_system(qapp: QApplication) -> None:
    desk = theme.start(qapp, Mode.DARK)
    assert desk.is_dark()
    desk.use(Mode.LIGHT)
    assert not desk.is_dark()


def test_the_system_is_followed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = theme.start(qapp, Mode.SYSTEM)
    monkeypatch.setattr(desk, "_system_is_dark", lambda: True)  # offscreen has no scheme
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert desk.is_dark()


def test_icons_change_their_colour_with_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.set_icon(button, "search")
    light = button.icon().pixmap(16).toImage()
    theme.start(qapp, Mode.DARK)
    assert button.icon().pixmap(16).toImage() != light


def test_an_icon_is_drawn_once() -> None:
    assert icons.pixmap("search", "muted").cacheKey() == icons.pixmap("search", "muted").cacheKey()


def test_every_icon_named_in_the_code_exists() -> None:
    source = Path(theme.__file__).parent
    named = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r"icon[a-z_]*=\"([a-z0-9-]+)\"", path.read_text("utf-8"))
    }
    there = {path.stem for path in (resources_dir() / "icons").glob("*.svg")}
    assert named <= there


def test_an_icon_of_a_button_that_is_off_is_pale() -> None:
    made = icons.icon("check", Token.ON_ACCENT)
    off = made.pixmap(16, QIcon.Mode.Disabled).toImage()
    assert off == icons.pixmap("check", Token.DISABLED).toImage()
