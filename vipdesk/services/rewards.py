"""The catalogue, its discounts and partners: read, written, taken in from a sheet, handed out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.rewards import (
    DiscountDraft,
    DiscountRow,
    PartnerDraft,
    PartnerRow,
    RewardDraft,
    RewardError,
    RewardRow,
    RowProblem,
    check_discounts,
    check_reward,
)
from vipdesk.errors import NotFoundError, VipDeskError
from vipdesk.progress import NoProgress, Progress
from vipdesk.reports.files import write_whole
from vipdesk.reports.sheets import xlsx
from vipdesk.services.reward_book import (
    discount_rows,
    found_reward,
    partner_rows,
    reward_draft,
    reward_rows,
    write_discount,
    write_partner,
    write_reward,
)
from vipdesk.services.reward_sheet import (
    COLUMNS,
    ReadReward,
    ReadRewards,
    read_rewards,
    refusal,
    reward_sheet,
)
from vipdesk.store.book import Store
from vipdesk.store.records import Discount, Partner, RedemptionItem, Reward
from vipdesk.texts import N_, Translate

REWARDS = frozenset({Area.REWARDS, Area.JOURNAL})
MOST_PICTURE = 1 << 20  # bytes
KIB = 1 << 10
_SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class PictureTooLargeError(VipDeskError):
    """More bytes than a picture may have."""

    message = N_(
        "“{name}” has {size} KB; the picture of a reward may have {limit} KB. Make it smaller and "
        "choose it again."
    )


class NotAPictureError(VipDeskError):
    """Neither PNG nor JPEG."""

    message = N_("“{name}” is neither a PNG nor a JPEG picture. Choose another file.")


class PictureUnreadableError(VipDeskError):
    """The file is gone, a folder, or must not be read."""

    message = N_("“{name}” could not be read ({reason}). Choose it again.")


class NumberTakenError(RewardError):
    """Two rewards can't have one number."""

    message = N_("The number {number} belongs to “{name}”. Nothing was saved.")


class PartnerNameError(RewardError):
    """A partner has no name, or another one's."""

    message = N_("A partner needs a name that no other one has. Nothing was saved.")


class RedeemedRewardError(RewardError):
    """It was redeemed: figures and papers speak of it."""

    message = N_(
        "“{name}” was redeemed already, so it stays in the book. Mark it as no longer offered "
        "instead. Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import of a catalogue did; rows with problems are left out whole."""

    added: int
    changed: int
    same: int
    problems: tuple[RowProblem, ...]


class RewardService:
    """Each writing method is one action."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rewards(self, *, offered: bool = False) -> list[RewardRow]:
        """The catalogue by number; with ``offered`` only what can be had today."""
        today = self._store.today()
        with self._store.read() as session:
            rows = reward_rows(session, today)
        if not offered:
            return rows
        return [row for row in rows if not row.draft.closed and row.draft.is_valid(today)]

    def reward(self, reward_id: int) -> RewardRow:
        """One reward.

        Raises:
            NotFoundError: It is gone.
        """
        with self._store.read() as session:
            rows = reward_rows(session, self._store.today(), [reward_id])
        if not rows:
            raise NotFoundError
        return rows[0]

    def picture(self, reward_id: int) -> bytes | None:
        """The picture of a reward."""
        with self._store.read() as session:
            return session.scalar(select(Reward.picture).where(Reward.id == reward_id))

    def read_picture(self, path: Path) -> bytes:
        """The bytes of a picture file, for `save`.

        Raises:
            PictureTooLargeError, NotAPictureError, PictureUnreadableError: By what is wrong.
        """
        try:
            size = path.stat().st_size
            if size > MOST_PICTURE:
                shown, limit = f"{-(-size // KIB):,}", f"{MOST_PICTURE // KIB:,}"
                raise PictureTooLargeError(name=path.name, size=shown, limit=limit)
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PictureUnreadableError(name=path.name, reason=reason) from error
        if not data.startswith(_SIGNS):
            raise NotAPictureError(name=path.name)
        return data

    def save(
        self, draft: RewardDraft, reward_id: int | None = None, picture: bytes | None = None
    ) -> Saved[int]:
        """Write a reward, or another version of one.

        Args:
            draft: What it is.
            reward_id: None: a new one.
            picture: Its picture; empty takes the present one away, None keeps it.

        Raises:
            RewardError: What is wrong with it; nothing is written.
            NotFoundError: It is gone.
        """
        check_reward(draft)
        with self._store.action("reward.save") as session:
            reward = Reward() if reward_id is None else found_reward(session, reward_id)
            _refuse_number(session, draft.number.strip(), reward_id)
            write_reward(reward, draft)
            if picture is not None:
                reward.picture = picture or None
            session.add(reward)
            session.flush()
            return Saved(reward.id, REWARDS)

    def delete(self, reward_id: int) -> Saved[int]:
        """Remove a reward that was never redeemed; it can be undone.

        Raises:
            RedeemedRewardError: It was.
            NotFoundError: It is gone.
        """
        with self._store.action("reward.delete") as session:
            reward = found_reward(session, reward_id)
            used = select(RedemptionItem.id).where(RedemptionItem.reward_id == reward_id).limit(1)
            if session.scalar(used) is not None:
                raise RedeemedRewardError(name=reward.name)
            session.delete(reward)
        return Saved(reward_id, REWARDS)

    def discounts(self) -> list[DiscountRow]:
        """All discounts in the order in which they are taken."""
        with self._store.read() as session:
            return discount_rows(session)

    def save_discounts(
        self, discounts: Sequence[tuple[int | None, DiscountDraft]]
    ) -> Saved[list[int]]:
        """Write all discounts in their order; one that is not named is removed.

        Args:
            discounts: Each with its id, or None for a new one.

        Raises:
            RewardError: What is wrong with one of them; nothing is written.
        """
        check_discounts([draft for _id, draft in discounts])
        with self._store.action("discount.save") as session:
            known = {each.id: each for each in session.scalars(select(Discount))}
            for discount_id in known.keys() - {each for each, _draft in discounts}:
                session.delete(known[discount_id])
            written = []
            for place, (known_id, draft) in enumerate(discounts, 1):
                record = known.get(known_id or 0) or Discount()
                write_discount(record, draft, place)
                session.add(record)
                written.append(record)
            session.flush()
            return Saved([record.id for record in written], REWARDS)

    def partners(self) -> list[PartnerRow]:
        """All partners by name."""
        with self._store.read() as session:
            return partner_rows(session)

    def save_partner(self, draft: PartnerDraft, partner_id: int | None = None) -> Saved[int]:
        """Write a partner.

        Raises:
            PartnerNameError: It has no name, or another one's.
            NotFoundError: It is gone.
        """
        with self._store.action("partner.save") as session:
            name = draft.name.strip()
            same = select(Partner.id).where(Partner.name == name, Partner.id != (partner_id or 0))
            if not name or session.scalar(same) is not None:
                raise PartnerNameError
            partner = session.get(Partner, partner_id) if partner_id is not None else Partner()
            if partner is None:
                raise NotFoundError
            write_partner(partner, draft)
            session.add(partner)
            session.flush()
            return Saved(partner.id, REWARDS)

    def export(self, path: Path, t: Translate, progress: Progress | None = None) -> Saved[int]:
        """Write the catalogue as XLSX, in columns that `take_in` reads back.

        Raises:
            ReportNotWrittenError, CancelledError: What stood at ``path`` is unchanged.
        """
        rows = self.rewards()
        heads = [column.head for column in COLUMNS]
        with self._store.action(
            "export", keep_empty=True, kind="rewards.xlsx", rows=len(rows), columns=heads
        ):
            write_whole(path, xlsx(reward_sheet(rows, t), progress or NoProgress()))
        return Saved(len(rows), frozenset({Area.JOURNAL}))

    def take_in(self, path: Path, progress: Progress | None = None) -> Saved[TakenIn]:
        """Take in a sheet of rewards as one action; a number that is known is changed.

        A partner that is not known yet is made. Rows with problems are left out and told.

        Raises:
            FileError: The file is no such sheet; nothing is changed.
        """
        found = read_rewards(path, progress or NoProgress())
        with self._store.action("reward.import", n=len(found.rows)) as session:
            done = _taken(session, found)
        counts = (done.count("added"), done.count("changed"), done.count("same"))
        return Saved(TakenIn(*counts, tuple(found.problems)), REWARDS)


def _refuse_number(session: Session, number: str, reward_id: int | None) -> None:
    query = select(Reward.name).where(Reward.number == number, Reward.id != (reward_id or 0))
    taken = session.scalar(query)
    if taken is not None:
        raise NumberTakenError(number=number, name=taken)


def _taken(session: Session, found: ReadRewards) -> list[str]:
    known = {each.number: each for each in session.scalars(select(Reward))}
    partners = {each.name: each.id for each in session.scalars(select(Partner))}
    done = []
    for row in found.rows:
        record = known.get(row.values["number"])
        before = reward_draft(record) if record else RewardDraft(row.values["number"], "")
        problem = refusal(row.row, row.onto(before))
        if problem:
            found.problems.append(problem)
            continue
        after = _with_partner(session, row, row.onto(before), partners)
        if after != before:
            record = record or Reward()
            write_reward(record, after)
            session.add(record)
        done.append("same" if after == before else "changed" if before.name else "added")
    found.problems.sort(key=lambda problem: problem.row)
    return done


def _with_partner(
    session: Session, row: ReadReward, draft: RewardDraft, partners: dict[str, int]
) -> RewardDraft:
    """``draft`` with the partner that its row names, made where it is new."""
    if row.partner is None:
        return draft
    if row.partner and row.partner not in partners:
        partner = Partner(name=row.partner)
        session.add(partner)
        session.flush()
        partners[row.partner] = partner.id
    return replace(draft, partner_id=partners.get(row.partner))
