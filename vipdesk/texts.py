"""Texts for people: gettext catalogues without Qt, shared by screen, PDF and command line.

The English text is the message id; the Chinese catalogue is ``resources/i18n/zh_CN/vipdesk.po``,
compiled beside itself on first use. Source code calls `_` for the current language of the desk, or
`translator` where a text has a language of its own (a PDF for an English-speaking customer); `N_`
marks a text that is translated later.
"""

import gettext as _gettext
import io
import locale
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from vipdesk.paths import resources_dir

LANGUAGES = ("zh", "en")
Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Mark ``text`` for the catalogue and return it unchanged."""
    return text


def catalogue_path() -> Path:
    """The Chinese catalogue, as people edit it."""
    return resources_dir() / "i18n" / "zh_CN" / "vipdesk.po"


class _English(_gettext.NullTranslations):
    """The message ids, with straight quotes: our font draws round ones as wide as a hanzi."""

    _STRAIGHT = str.maketrans("“”", '""')

    def gettext(self, message: str) -> str:
        return message.translate(self._STRAIGHT)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (msgid1 if n == 1 else msgid2).translate(self._STRAIGHT)


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    if language == "en":
        return _English()
    source = catalogue_path()
    compiled = source.with_suffix(".mo")
    stale = source.exists() and (
        not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
    )
    content = _compile(source, compiled) if stale else compiled.read_bytes()
    return _gettext.GNUTranslations(io.BytesIO(content))


def _compile(source: Path, compiled: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file, locale="zh_CN", charset="utf-8")
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    scratch = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    try:
        scratch.write_bytes(buffer.getvalue())
        scratch.replace(compiled)
    except OSError:  # an installed program cannot write there; it ships compiled
        scratch.unlink(missing_ok=True)
    return buffer.getvalue()


def translator(language: str) -> Translate:
    """Return the translating function of ``language``, one of `LANGUAGES`."""
    return _catalogue(language).gettext


class _Current:
    language = "en"


def set_language(language: str) -> None:
    """Choose the language of the desk for `_` and `ngettext`, one of `LANGUAGES`."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language: {language}")
    _Current.language = language


def language() -> str:
    """The language of the desk, one of `LANGUAGES`."""
    return _Current.language


def system_language() -> str:
    """Chinese where the system is Chinese, English elsewhere."""
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _(text: str) -> str:
    """Translate ``text`` into the language of the desk."""
    return _catalogue(_Current.language).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """Translate with the plural that ``n`` asks for; the text holds ``{n}``."""
    return _catalogue(_Current.language).ngettext(one, many, n)


def sentences(parts: Iterable[str]) -> str:
    """Put whole sentences after each other; Chinese ones need no blank between them."""
    return ("" if _Current.language == "zh" else " ").join(parts)
