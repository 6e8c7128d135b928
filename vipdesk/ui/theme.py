"""The look of the desk: colours by name, one style sheet, the palette and the bundled font.

Colours are tokens in ``resources/theme/light.json`` and ``dark.json``; nothing else names a colour.
All files are read once by `start`; later changes of theme read nothing.

The sheet belongs to the windows, see `dress`, and not to the application: Qt would then style all
that a part holds each time it is put into another, which is two thirds of the time of building a
page.
"""

import enum
import json
import re
from functools import cache

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from vipdesk.paths import resources_dir
from vipdesk.ui import icons

FONT_FAMILY = "Noto Sans SC"
FONT_FILE = "NotoSansSC-Regular.ttf"
TEXT_SIZE = 13  # pixels at 100 %
NOTE_SIZE = 12
TITLE_SIZE = 18


class Token(enum.StrEnum):
    """The name of a colour."""

    BACKGROUND = "background"
    SURFACE = "surface"
    SURFACE_RAISED = "surface_raised"
    HOVER = "hover"
    LINE = "line"
    LINE_STRONG = "line_strong"
    TEXT = "text"
    MUTED = "muted"
    MUTED_SELECTED = "muted_selected"
    DISABLED = "disabled"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ACCENT_TEXT = "accent_text"
    ACCENT_SOFT = "accent_soft"
    ON_ACCENT = "on_accent"
    RED = "red"
    RED_SOFT = "red_soft"
    AMBER = "amber"
    AMBER_SOFT = "amber_soft"
    GREEN = "green"
    GREEN_SOFT = "green_soft"
    DIAMOND = "diamond"
    DIAMOND_SOFT = "diamond_soft"
    GOLD = "gold"
    GOLD_SOFT = "gold_soft"
    SILVER = "silver"
    SILVER_SOFT = "silver_soft"


class Tone(enum.StrEnum):
    """What a chip, a figure or a notice says by its colour, beside its word."""

    ACCENT = "accent"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NEUTRAL = "neutral"
    DIAMOND = "diamond"
    GOLD = "gold"
    SILVER = "silver"

    @property
    def text(self) -> Token:
        """The colour of its words."""
        return _TONE_TEXT.get(self) or Token(self.value)

    @property
    def soft(self) -> Token:
        """The colour under its words."""
        return Token.HOVER if self is Tone.NEUTRAL else Token(f"{self.value}_soft")


_TONE_TEXT = {Tone.ACCENT: Token.ACCENT_TEXT, Tone.NEUTRAL: Token.MUTED}
TIER_TONES = {"diamond": Tone.DIAMOND, "gold": Tone.GOLD, "silver": Tone.SILVER}


class Mode(enum.StrEnum):
    """The setting: follow the system, or one theme always."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    Mode.SYSTEM: Qt.ColorScheme.Unknown,
    Mode.LIGHT: Qt.ColorScheme.Light,
    Mode.DARK: Qt.ColorScheme.Dark,
}


def load_colours(name: str) -> dict[Token, str]:
    """Read the colours of the theme ``name``: ``light`` or ``dark``."""
    text = (resources_dir() / "theme" / f"{name}.json").read_text("utf-8")
    return {Token(key): value for key, value in json.loads(text).items()}


class Theme(QObject):
    """Keeps the colours in use and dresses the application in them."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = Mode.SYSTEM
        self._colours = {name: load_colours(name) for name in ("light", "dark")}
        self._sheet = (resources_dir() / "theme" / "desk.qss").read_text("utf-8")
        self._used: dict[Token, QColor] = {}
        self.name = self.sheet = ""
        QFontDatabase.addApplicationFont(str(resources_dir() / "fonts" / FONT_FILE))
        icons.load()
        app.setStyle("Fusion")
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def use(self, mode: Mode) -> None:
        """Change to the theme that ``mode`` asks for."""
        self._mode = mode
        self._app.styleHints().setColorScheme(_SCHEMES[mode])
        self._dress()

    def colour(self, token: Token) -> str:
        """The colour of ``token`` as ``#RRGGBB``."""
        return self._colours[self.name][token]

    def paint(self, token: Token) -> QColor:
        """The colour of ``token`` for painting; made once, since a list asks hundreds of times."""
        made = self._used.get(token)
        if made is None:
            made = self._used[token] = QColor(self.colour(token))
        return made

    def is_dark(self) -> bool:
        """Whether the dark theme is in use."""
        return self.name == "dark"

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        dark = self._system_is_dark() if self._mode is Mode.SYSTEM else self._mode is Mode.DARK
        name = "dark" if dark else "light"
        if name == self.name:
            return
        self.name = name
        self._used.clear()
        self._app.setPalette(self._palette())
        self.sheet = self.style_sheet()
        for window in self._app.topLevelWidgets():
            if window.styleSheet():
                window.setStyleSheet(self.sheet)
        icons.repaint(self._app, self.colour)

    def _system_is_dark(self) -> bool:
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def style_sheet(self) -> str:
        """The sheet with this theme's colours in it."""
        folder = (resources_dir() / "theme" / self.name).as_posix()
        words = {str(token): colour for token, colour in self._colours[self.name].items()}
        words["dir"] = folder
        return re.sub(r"@([a-z_]+)", lambda match: words[match[1]], self._sheet)

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, QColor(self.colour(token)))
        disabled = QColor(self.colour(Token.DISABLED))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
        return palette


_ROLES = {
    QPalette.ColorRole.Window: Token.BACKGROUND,
    QPalette.ColorRole.WindowText: Token.TEXT,
    QPalette.ColorRole.Base: Token.SURFACE,
    QPalette.ColorRole.AlternateBase: Token.SURFACE_RAISED,
    QPalette.ColorRole.Text: Token.TEXT,
    QPalette.ColorRole.Button: Token.SURFACE,
    QPalette.ColorRole.ButtonText: Token.TEXT,
    QPalette.ColorRole.PlaceholderText: Token.MUTED,
    QPalette.ColorRole.Highlight: Token.ACCENT,
    QPalette.ColorRole.HighlightedText: Token.ON_ACCENT,
    QPalette.ColorRole.Link: Token.ACCENT_TEXT,
    QPalette.ColorRole.ToolTipBase: Token.TEXT,
    QPalette.ColorRole.ToolTipText: Token.SURFACE,
    QPalette.ColorRole.Mid: Token.LINE,
    QPalette.ColorRole.Light: Token.SURFACE,
    QPalette.ColorRole.Dark: Token.LINE_STRONG,
    QPalette.ColorRole.Accent: Token.ACCENT,
}


class _Current:
    theme: Theme | None = None


def start(app: QApplication, mode: Mode = Mode.SYSTEM) -> Theme:
    """Read fonts, icons and colours, and dress ``app``; call once, before the first window."""
    if _Current.theme is None:
        _Current.theme = Theme(app)
        icons.colour_with(_Current.theme.colour)
    _Current.theme.use(mode)
    return _Current.theme


def current() -> Theme:
    """The theme in use, after `start`."""
    if _Current.theme is None:
        raise RuntimeError("theme.start comes before the first widget")
    return _Current.theme


def dress(window: QWidget) -> None:
    """Give a window that has no parent the sheet; what is in it, and dialogs on it, follow."""
    window.setStyleSheet(current().sheet)


def color(token: Token) -> QColor:
    """The colour of ``token`` in the theme in use, for painting; not to be changed."""
    return current().paint(token)


@cache
def metrics(size: int = TEXT_SIZE, *, bold: bool = False) -> QFontMetrics:
    """The sizes of what `font` writes."""
    return QFontMetrics(font(size, bold=bold))


def font(size: int = TEXT_SIZE, *, bold: bool = False) -> QFont:
    """The bundled font at ``size`` pixels; its figures are tabular."""
    made = QFont(FONT_FAMILY)
    made.setPixelSize(size)
    made.setBold(bold)
    return made
