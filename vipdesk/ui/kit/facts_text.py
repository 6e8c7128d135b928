"""Names and values below each other as one text, however many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextLength,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit
from typing_extensions import override

from vipdesk.ui import theme
from vipdesk.ui.kit.bit_by_bit import BitByBit
from vipdesk.ui.theme import Token

NAME_WIDTH, GAP = 96, 12
LINE_GAP, SECTION_GAP = 4, 8
WHOLE = QTextLength(QTextLength.Type.PercentageLength, 100)


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a note below it, and what is told there by name."""

    title: str = ""
    note: str = ""
    rows: Sequence[tuple[str, str]] = ()


class FactsText(QTextEdit):
    """Sections with a line between them, in a text that can be selected; plain text always.

    What is in sight is there at once, the rest comes bit by bit: a widget for each value would hold
    the window.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "facts")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        self._sections: tuple[Section, ...] = ()
        self._filling = BitByBit(self)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show others, from the top."""
        self._sections = tuple(sections)
        self._fill()

    def text(self) -> str:
        """All that it says; what is not there yet comes now."""
        self._filling.finish()
        return self.toPlainText()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._sections:
            self._fill()  # its colours are the text's own

    def _fill(self) -> None:
        self.clear()
        self._filling.start(self._add_each(self.document().rootFrame().firstCursorPosition()))

    def _add_each(self, at: QTextCursor) -> Iterator[None]:
        text, bold = _letters(Token.TEXT), _letters(Token.TEXT, bold=True)
        muted, line = _letters(Token.MUTED), _fact_line()
        for number, section in enumerate(self._sections):
            if number:
                _begin(at, _rule())
            if section.title:
                _begin(at, _plain_line())
                at.insertText(section.title, bold)
            if section.note:
                _begin(at, _plain_line())
                at.insertText(section.note, muted)
            for name, value in section.rows:
                _begin(at, line)
                at.insertText(f"{name}\t", muted)
                at.insertText(value, text)
            yield


def _begin(at: QTextCursor, line: QTextBlockFormat) -> None:
    """Go on in a new line; the document begins with one."""
    if at.atStart():
        at.setBlockFormat(line)
    else:
        at.insertBlock(line)


def _letters(token: Token, *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(theme.font(bold=bold))
    made.setForeground(theme.color(token))
    return made


def _plain_line() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setBottomMargin(SECTION_GAP)
    return made


def _fact_line() -> QTextBlockFormat:
    """The value stands beside its name, and its further lines below it."""
    made = QTextBlockFormat()
    made.setBottomMargin(LINE_GAP)
    made.setLeftMargin(NAME_WIDTH + GAP)
    made.setTextIndent(-(NAME_WIDTH + GAP))
    made.setTabPositions([QTextOption.Tab(NAME_WIDTH + GAP, QTextOption.TabType.LeftTab)])
    return made


def _rule() -> QTextBlockFormat:
    """A thin line in the middle of a low block; its ground is the line's colour."""
    made = QTextBlockFormat()
    made.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, WHOLE)
    made.setBackground(theme.color(Token.LINE))
    made.setLineHeight(2 * SECTION_GAP, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return made
