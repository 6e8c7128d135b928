"""Why no scorecard can be fitted. In every case nothing was changed."""

from vipdesk.errors import VipDeskError
from vipdesk.texts import N_


class CalibrationError(VipDeskError):
    """Base of what this room refuses."""

    message = N_("No scorecard can be fitted to this. Nothing was changed.")


class NotInstalledError(CalibrationError):
    """scikit-learn is absent."""

    message = N_(
        "Calibrating needs scikit-learn, which this installation does not carry. Nothing was "
        "changed. Where VIPDesk was installed with pip, its extra “calibrate” brings it in."
    )


class NoColumnError(CalibrationError):
    """A column was named that the file does not have."""

    message = N_(
        "“{file}” has no column “{column}”. Nothing was changed. Its columns are: {columns}."
    )


class BlankOutcomeError(CalibrationError):
    """The column is empty, or the file holds headers alone."""

    message = N_(
        "The column “{column}” is empty, so nothing says who left. Nothing was changed. Choose the "
        "column that says who left and who stayed."
    )


class NoLeaversError(CalibrationError):
    """The positive word does not occur."""

    message = N_(
        "“{value}” does not occur in the column “{column}”, so nobody left. Nothing was changed. "
        "It holds: {values}."
    )


class NoStayWordError(CalibrationError):
    """A word for "stayed" does not occur."""

    message = N_(
        "“{value}” does not occur in the column “{column}”. Nothing was changed. It holds: "
        "{values}."
    )


class NoStayersError(CalibrationError):
    """Every outcome is the same."""

    message = N_(
        "The column “{column}” says the same of every row, so there is nothing to tell apart. "
        "Nothing was changed. Choose the column that says who left and who stayed."
    )


class TooFewError(CalibrationError):
    """Chance would draw the card."""

    message = N_(
        "{left} rows left and {stayed} stayed; at least {least} of each are needed, else chance "
        "would draw the card. Nothing was changed. Take more months together."
    )


class TooAlikeError(CalibrationError):
    """The same few rows over and over."""

    message = N_(
        "The rows that left, or those that stayed, are all alike, so a card can't be checked on "
        "rows it has not seen. Nothing was changed. Take a file with more about each customer."
    )


class NothingTellsError(CalibrationError):
    """No column is of any use."""

    message = N_(
        "No column of the file tells who leaves, so there is no card. Nothing was changed. "
        "Take a file with more about each customer."
    )


class FactorsTellNothingError(CalibrationError):
    """The factors of the score say nothing about the own book."""

    message = N_(
        "None of the score's factors tells who left in this book, so their points stay as they "
        "are. Nothing was changed. More months of bills, payments and complaints may tell."
    )
