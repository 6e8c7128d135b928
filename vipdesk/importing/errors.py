"""Why a file cannot be taken. Nothing is written, and the file is not touched."""

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_


class FileError(VipDeskError):
    """Base of what can be wrong with a whole file."""

    message = N_("The file {name} cannot be read.")


class MissingFileError(FileError):
    """It was moved or deleted meanwhile."""

    message = N_("The file {name} is not there. Choose it again.")


class FolderError(FileError):
    """A folder instead of a file."""

    message = N_("{name} is a folder. Choose the table in it.")


class ForbiddenFileError(FileError):
    """The system does not let this user read it, or another program holds it."""

    message = N_("The file {name} cannot be opened. Close it in other programs and try again.")


class EmptyFileError(FileError):
    """No rows at all."""

    message = N_("The file {name} holds no rows.")


class PasswordError(FileError):
    """Protected by a password."""

    message = N_("The file {name} is protected by a password. Save it without one and try again.")


class DamagedError(FileError):
    """Cut off or broken inside."""

    message = N_("The file {name} is damaged or cut off. Fetch it again. Nothing was written.")


class BombError(FileError):
    """Small outside, huge inside."""

    message = N_("The file {name} would unpack to more than this program opens. "
                 "Save only the needed rows and columns and try again.")  # fmt: skip


class TooWideError(FileError):
    """More columns than a person could look through."""

    message = N_("The file {name} has more than {limit} columns. "
                 "Save only the needed ones and try again.")  # fmt: skip


class NotATableError(FileError):
    """A picture, a document, a program: anything but rows and columns."""

    message = N_("The file {name} is not a table. Choose a CSV, XLSX, XLS or ODS file.")


class PackedError(FileError):
    """A compressed archive."""

    message = N_("The file {name} is packed. Unpack it and choose the table inside.")


class OtherFormatError(FileError):
    """A table in a form that is not read, such as a web page named .xls."""

    message = N_("The file {name} is {format}. Open it in a spreadsheet, save it as XLSX "
                 "and choose that.")  # fmt: skip


class UnknownEncodingError(FileError):
    """No encoding in the order reads every character."""

    message = N_("The text encoding of {name} was not recognised without losing characters. "
                 "Choose the encoding.")  # fmt: skip


class WrongEncodingError(FileError):
    """The chosen encoding does not read every character."""

    message = N_("{name} is not written in {encoding}: some characters would be lost. "
                 "Choose another encoding.")  # fmt: skip


class UnclosedQuoteError(FileError):
    """A quotation mark swallows the rest of the file."""

    message = N_("In {name} a quotation mark opened near row {row} is never closed, so rows would "
                 "be swallowed. Mend it and try again.")  # fmt: skip


class SheetMissingError(FileError):
    """The chosen sheet is not in the file."""

    message = N_("The file {name} has no sheet {sheet}. Choose the sheet again.")


class HeaderMissingError(FileError):
    """The chosen header row lies behind the last row."""

    message = N_("The file {name} has no row {row} for the headers. Choose the row again.")
