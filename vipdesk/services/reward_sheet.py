"""The catalogue as a sheet: what its columns are called, how they are written and read back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vipdesk.domain import cell_days, cell_numbers, cells
from vipdesk.domain.cells import CellError, MissingError, folded
from vipdesk.domain.points_words import RewardKind
from vipdesk.domain.rewards import RewardDraft, RewardError, RewardRow, RowProblem, check_reward
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.importing.check import RepeatedRowError
from vipdesk.importing.errors import FileError
from vipdesk.importing.headers import normalised
from vipdesk.importing.reader import read_table
from vipdesk.importing.table import Table
from vipdesk.progress import Progress
from vipdesk.reports.sheets import Cell, Kind, Sheet, SheetColumn
from vipdesk.texts import LANGUAGES, N_, Translate, translator

YES, NO = N_("Yes"), N_("No")
TIER_PREFIX = "tier:"


class NotACatalogueError(FileError):
    """No column holds the number of a reward."""

    message = N_(
        "{name} holds no column “Reward number”. Export the catalogue to see its columns. "
        "Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, how it is kept in a sheet, and how its cells are read."""

    key: str
    head: str
    kind: Kind
    parse: Callable[[str], Any]
    empty: Any = None  # what an empty cell means


def _kind(text: str) -> Any:
    spelt = {folded(word.value): word.value for word in RewardKind}
    for language in LANGUAGES:
        spelt |= {folded(translator(language)(word.label)): word.value for word in RewardKind}
    labels = tuple(word.label for word in RewardKind)
    found = cells.parse_choice(text, spelt, N_("Group"), labels)
    return RewardKind(found) if found else None  # type: ignore[call-arg]


_TIERS = tuple(
    _Column(TIER_PREFIX + tier.value, tier.label, Kind.INTEGER, cell_numbers.parse_count)
    for tier in Tier
)
COLUMNS = (
    _Column("number", N_("Reward number"), Kind.TEXT, cells.parse_identifier),
    _Column("name", N_("Reward"), Kind.TEXT, cells.parse_text),
    _Column("kind", N_("Group"), Kind.TEXT, _kind, RewardKind.TELECOM),
    _Column("points", N_("Points"), Kind.INTEGER, cell_numbers.parse_count),
    *_TIERS,
    _Column("valid_from", N_("Valid from"), Kind.DAY, cell_days.parse_day),
    _Column("valid_to", N_("Valid to"), Kind.DAY, cell_days.parse_day),
    _Column("stock", N_("Stock"), Kind.INTEGER, cell_numbers.parse_count),
    _Column("year_limit", N_("Limit a year"), Kind.INTEGER, cell_numbers.parse_count),
    _Column("deferred", N_("Held until handed over"), Kind.TEXT, cells.parse_flag, False),
    _Column("stackable", N_("Takes discounts"), Kind.TEXT, cells.parse_flag, True),
    _Column("partner", N_("Partner"), Kind.TEXT, cells.parse_text, ""),
    _Column("partner_points", N_("Partner's points"), Kind.INTEGER, cell_numbers.parse_count, 0),
    _Column("settle_fen", N_("Owed to the partner"), Kind.FEN, cell_numbers.parse_money, 0),
    _Column("terms", N_("Terms"), Kind.TEXT, cells.parse_text, ""),
    _Column("closed", N_("No longer offered"), Kind.TEXT, cells.parse_flag, False),
)


@dataclass(frozen=True, slots=True)
class ReadReward:
    """A good row: what it says, by field, and the partner's name where it has that column."""

    row: int
    values: Mapping[str, Any]
    tier_points: Mapping[str, int | None]
    partner: str | None = None

    def onto(self, draft: RewardDraft) -> RewardDraft:
        """``draft`` with what the row says; what it has no column for stays."""
        tiers = {**draft.tier_points, **self.tier_points}
        kept = {tier: points for tier, points in tiers.items() if points is not None}
        return replace(draft, **self.values, tier_points=kept)


@dataclass(slots=True)
class ReadRewards:
    """What a sheet holds: good rows, and why the others are left out."""

    rows: list[ReadReward] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def head(column: _Column, t: Translate) -> str:
    """A column's heading; a tier's price says so."""
    if column.key.startswith(TIER_PREFIX):
        return t("Points for {tier}").format(tier=t(column.head))
    return t(column.head)


def reward_sheet(rows: Sequence[RewardRow], t: Translate) -> Sheet:
    """The catalogue as it can be read back."""
    heads = [SheetColumn(head(column, t), column.kind) for column in COLUMNS]
    return Sheet(t("Catalogue"), heads, [[_cell(row, c, t) for c in COLUMNS] for row in rows])


def _cell(row: RewardRow, column: _Column, t: Translate) -> Cell:
    if column.key.startswith(TIER_PREFIX):
        return row.draft.tier_points.get(column.key.removeprefix(TIER_PREFIX))
    value = row.partner if column.key == "partner" else getattr(row.draft, column.key)
    if isinstance(value, bool):
        return t(YES) if value else t(NO)
    return t(value.label) if isinstance(value, RewardKind) else value


def read_rewards(path: Path, progress: Progress) -> ReadRewards:
    """Read a sheet of rewards; a row with any cell refused is left out whole.

    Raises:
        FileError: It is no table, or has no column for the number.
    """
    table = read_table(path, progress=progress)
    places = _places(table)
    if "number" not in places:
        raise NotACatalogueError(name=table.source.name)
    found, seen = ReadRewards(), dict[str, int]()
    for row, cells_ in zip(table.numbers, table.rows, strict=True):
        problems = list[RowProblem]()
        values = dict(_values(table, row, cells_, places, problems))
        problems = problems or list(_wrong(table, row, values, places, seen))
        if problems:
            found.problems += problems
        else:
            seen[values["number"]] = row
            found.rows.append(_read(row, values))
    return found


def _places(table: Table) -> dict[str, int]:
    """Column → where it stands, by its heading in either language."""
    named = {normalised(header): at for at, header in enumerate(table.headers)}
    found = dict[str, int]()
    for column in COLUMNS:
        for language in LANGUAGES:
            at = named.get(normalised(head(column, translator(language))))
            if at is not None:
                found[column.key] = at
    return found


def _values(
    table: Table,
    row: int,
    texts: Sequence[str],
    places: Mapping[str, int],
    problems: list[RowProblem],
) -> Iterator[tuple[str, Any]]:
    for column in COLUMNS:
        at = places.get(column.key)
        if at is None:
            continue
        try:
            value = column.parse(texts[at])
        except CellError as error:
            problems.append(RowProblem(row, table.headers[at], texts[at], error))
        else:
            yield column.key, column.empty if value is None else value


def _wrong(
    table: Table,
    row: int,
    values: Mapping[str, Any],
    places: Mapping[str, int],
    seen: Mapping[str, int],
) -> Iterator[RowProblem]:
    """What a row that can be read lacks, or says twice."""
    number = values["number"]
    if not number:
        reason: VipDeskError = MissingError(field=N_("Reward number"))
        yield RowProblem(row, table.headers[places["number"]], "", reason)
    elif number in seen:
        reason = RepeatedRowError(row=seen[number], key=number)
        yield RowProblem(row, table.headers[places["number"]], number, reason)


def _read(row: int, values: Mapping[str, Any]) -> ReadReward:
    tiers = {
        key.removeprefix(TIER_PREFIX): points
        for key, points in values.items()
        if key.startswith(TIER_PREFIX)
    }
    plain = {
        key: (value or "") if key == "name" else (value or 0) if key == "points" else value
        for key, value in values.items()
        if key != "partner" and not key.startswith(TIER_PREFIX)
    }
    return ReadReward(row, plain, tiers, values.get("partner"))


def refusal(row: int, draft: RewardDraft) -> RowProblem | None:
    """Why a row, put onto what is known of its reward, can't be offered."""
    try:
        check_reward(draft)
    except RewardError as error:
        return RowProblem(row, "", draft.number, error)
    return None
