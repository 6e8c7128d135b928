"""Periods of indicators: a month, a quarter, a year, or any run of months."""

import re
from dataclasses import dataclass
from datetime import date

from vipdesk.domain.months import last_day, month_of, shifted
from vipdesk.errors import VipDeskError
from vipdesk.texts import N_

_KEY = re.compile(r"(\d{4})(?:-(\d{2})|-Q([1-4]))?")


class BadPeriodError(VipDeskError):
    """A text that names no period."""

    message = N_(
        "“{text}” is no period. Write a month as 2026-10, a quarter as 2026-Q4, a year as 2026, "
        "or two months as 2026-03..2026-10."
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from ``first_month`` to ``last_month``, both included (``YYYY-MM``)."""

    first_month: str
    last_month: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2026-10``, ``2026-Q4``, ``2026`` or ``2026-03..2026-10``.

        Raises:
            BadPeriodError: It is none of these, or ends before it begins.
        """
        first, found, last = text.strip().partition("..")
        if found:
            period = cls(cls.parse(first).first_month, cls.parse(last).last_month)
            if period.first_month > period.last_month:
                raise BadPeriodError(text=text)
            return period
        match = _KEY.fullmatch(first)
        if match is None:
            raise BadPeriodError(text=text)
        return cls._of(text, *match.groups())

    @classmethod
    def _of(cls, text: str, year: str, month: str | None, quarter: str | None) -> "Period":
        if month is not None:
            if not "01" <= month <= "12":
                raise BadPeriodError(text=text)
            return cls(f"{year}-{month}", f"{year}-{month}")
        if quarter is not None:
            last = int(quarter) * 3
            return cls(f"{year}-{last - 2:02}", f"{year}-{last:02}")
        return cls(f"{year}-01", f"{year}-12")

    @classmethod
    def month(cls, day: date) -> "Period":
        """The month of a day."""
        return cls(month_of(day), month_of(day))

    @classmethod
    def quarter(cls, day: date) -> "Period":
        """The quarter of a day."""
        return cls.parse(f"{day.year:04}-Q{(day.month + 2) // 3}")

    @classmethod
    def year(cls, day: date) -> "Period":
        """The calendar year of a day."""
        return cls.parse(f"{day.year:04}")

    @property
    def first(self) -> date:
        """The first day."""
        return date.fromisoformat(f"{self.first_month}-01")

    @property
    def last(self) -> date:
        """The last day, included."""
        return last_day(self.last_month)

    @property
    def months(self) -> list[str]:
        """Its months, in order."""
        found = [self.first_month]
        while found[-1] < self.last_month:
            found.append(shifted(found[-1], 1))
        return found

    @property
    def key(self) -> str:
        """As it is written, and read by `parse`; the shortest form."""
        count, start = len(self.months), int(self.first_month[5:])
        if count == 1:
            return self.first_month
        if count == 3 and start % 3 == 1:
            return f"{self.first_month[:4]}-Q{(start + 2) // 3}"
        if count == 12 and start == 1:
            return self.first_month[:4]
        return f"{self.first_month}..{self.last_month}"

    def earlier(self, by: int) -> "Period":
        """The period of the same length that lies ``by`` times its length before."""
        months = len(self.months) * by
        return Period(shifted(self.first_month, -months), shifted(self.last_month, -months))
