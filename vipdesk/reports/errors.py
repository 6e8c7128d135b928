"""What can keep a report from being written; in each case no file was changed."""

from pathlib import Path

from typing_extensions import override

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_, Translate


class MissingGlyphsError(VipDeskError):
    """The bundled font cannot print some characters; a box would stand in their place."""

    message = N_(
        "The font cannot print {characters}. No file was written. "
        "Replace these characters and export again."
    )

    def __init__(self, missing: str, **params: object) -> None:
        self.missing = missing
        super().__init__(characters=self._named(str), **params)

    def _named(self, translate: Translate) -> str:
        return translate(N_(", ")).join(f"{char} (U+{ord(char):04X})" for char in self.missing)

    @override
    def sentence(self, translate: Translate) -> str:
        told = {**self.params, "characters": self._named(translate)}
        return translate(self.message).format(**told)


class MissingGlyphsInError(MissingGlyphsError):
    """The same, in one of many reports."""

    message = N_(
        "{name}: the font cannot print {characters}. No file was written. "
        "Replace these characters and export again."
    )

    def __init__(self, name: str, missing: str) -> None:
        super().__init__(missing, name=name)


class ReportNotWrittenError(VipDeskError):
    """The file cannot be put where the user wants it: open elsewhere, no right, disk full."""

    message = N_(
        "{name} could not be written: {reason}. Nothing was changed. "
        "Close the file if it is open elsewhere, or choose another folder."
    )

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(name=path.name, reason=cause.strerror or str(cause))


class WrongPassphraseError(VipDeskError):
    """An encrypted PDF is opened without its passphrase, or with another."""

    message = N_("This PDF needs its passphrase. It was not opened.")
