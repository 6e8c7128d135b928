"""A customer's points papers: the receipt of a redemption, the statement; and the signature.

As with other papers a report is made first, shown, then handed out by `ReportsService`; all is
masked and built from the whitelist of `vipdesk.domain.points_papers`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.masking import mask_number
from vipdesk.domain.points import figures
from vipdesk.domain.points_history import History
from vipdesk.domain.points_papers import (
    Discounted,
    PaidLot,
    PaperHead,
    PointsReceipt,
    PointsStatement,
    ReceiptItem,
    StatementLot,
    StatementMovement,
)
from vipdesk.domain.visit_summary import PointsLot
from vipdesk.domain.words import Tier
from vipdesk.errors import NotFoundError
from vipdesk.services import points_book
from vipdesk.services.points import PointsService
from vipdesk.services.points_rows import LotRow, MovementRow
from vipdesk.services.points_told import told
from vipdesk.services.redemption_book import effective_status
from vipdesk.services.report_data import salutation, signature_of
from vipdesk.services.reports import POINTS, Report
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Customer,
    CustomerSummary,
    Manager,
    Partner,
    PointsDraw,
    Redemption,
    RedemptionItem,
    Reward,
)
from vipdesk.texts import N_, translator

RECEIPT_TITLE = N_("Receipt of points")
STATEMENT_TITLE = N_("Statement of points")
Strokes = Sequence[Sequence[Sequence[float]]]


class PointsPapersService:
    """Makes reports; hands out nothing itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._points = PointsService(store)

    def receipt(self, redemption_id: int, language: str) -> PointsReceipt:
        """What the customer may read of a redemption.

        Raises:
            NotFoundError: There is no such redemption.
        """
        with self._store.read() as session:
            redemption = _found(session, redemption_id)
            before, lots = _paid(session, redemption)
            return PointsReceipt(
                head=_head(session, redemption.customer_id, language, redemption.on_day),
                number=redemption.number,
                status=effective_status(redemption, self._store.today()).label,
                until_on=redemption.until_on,
                items=tuple(_items(session, redemption_id)),
                before=before,
                paid=redemption.points,
                left=before - redemption.points,
                lots=lots,
                signature=signature_of(redemption.signature or ()),
                signed_on=_day(redemption, self._store.zone()),
            )

    def receipt_report(self, redemption_id: int, language: str) -> Report:
        """The receipt as a file.

        Raises:
            NotFoundError: There is no such redemption.
            MissingGlyphsError: The font lacks characters; it names them.
        """
        from vipdesk.reports.points_receipt import points_receipt_pdf

        receipt = self.receipt(redemption_id, language)
        with self._store.read() as session:
            customer_id = _found(session, redemption_id).customer_id
        return Report(
            code=POINTS,
            title=translator(language)(RECEIPT_TITLE),
            file_name=f"{receipt.number}.pdf",
            pdf=points_receipt_pdf(receipt),
            rows=1,
            filter={"customers": [customer_id], "redemption": receipt.number},
        )

    def statement(self, customer_id: int, language: str) -> PointsStatement:
        """All points of a customer today, and how they came and went.

        Raises:
            NotFoundError: There is no such customer.
        """
        balance = self._points.balance(customer_id)
        movements = self._points.movements(customer_id)
        lots = [each for each in self._points.lots(customer_id) if each.rest and not each.expired]
        with self._store.read() as session:
            ids = [row.entry_id for row in movements if row.entry_id is not None]
            said = told(session, ids, translator(language))
            head = _head(session, customer_id, language, balance.on)
        return PointsStatement(
            head=head,
            total=balance.figures.total,
            held=balance.figures.held,
            available=balance.figures.available,
            worth_fen=balance.worth_fen,
            expiring=tuple(PointsLot(each.last_day, each.points) for each in balance.expiring),
            lots=tuple(_lot(each) for each in lots),
            movements=tuple(_movement(row, said) for row in movements),
        )

    def statement_report(self, customer_id: int, language: str) -> Report:
        """The statement as a file; its name holds the customer's number, not their name.

        Raises:
            NotFoundError: There is no such customer.
            MissingGlyphsError: The font lacks characters; it names them.
        """
        from vipdesk.reports.points_statement import points_statement_pdf

        statement = self.statement(customer_id, language)
        number = self._points.balance(customer_id).number
        return Report(
            code=POINTS,
            title=translator(language)(STATEMENT_TITLE),
            file_name=f"points-{number}-{statement.head.day:%Y%m%d}.pdf",
            pdf=points_statement_pdf(statement),
            rows=1,
            filter={"customers": [customer_id]},
        )

    def sign(self, redemption_id: int, strokes: Strokes) -> Saved[int]:
        """Keep the customer's signature on a receipt; no strokes take it away.

        Raises:
            NotFoundError: There is no such redemption.
        """
        with self._store.read() as session:
            customer_id = _found(session, redemption_id).customer_id
        with self._store.action("points.sign", customer_id=customer_id) as session:
            redemption = _found(session, redemption_id)
            kept = [[list(point) for point in stroke] for stroke in strokes if stroke]
            redemption.signature = kept or None
            redemption.signed_at = self._store.now() if kept else None
        return Saved(redemption_id, frozenset({Area.POINTS, Area.JOURNAL}))


def _found(session: Session, redemption_id: int) -> Redemption:
    redemption = session.get(Redemption, redemption_id)
    if redemption is None:
        raise NotFoundError
    return redemption


def _head(session: Session, customer_id: int, language: str, day: date) -> PaperHead:
    customer = session.get_one(Customer, customer_id)
    now = session.get(CustomerSummary, customer_id)
    manager = session.scalars(select(Manager).where(Manager.is_self)).one()
    return PaperHead(
        language=language,
        day=day,
        manager=manager.name,
        manager_phone=manager.phone or "",
        customer=customer.name,
        salutation=salutation(customer),
        tier=now.tier.label if now and now.tier is not Tier.ORDINARY else "",
        line_number=mask_number(now.phone if now else customer.phone),
    )


def _paid(session: Session, redemption: Redemption) -> tuple[int, tuple[PaidLot, ...]]:
    """What was available just before a redemption, and the lots that paid for it."""
    history = points_book.history(session, redemption.customer_id)
    at = (redemption.on_day, redemption.entry_id)
    earlier = [step for step in history.steps if (step.on_day, step.entry_id) < at]
    lots = History.of(history.lots, earlier).lots_on(redemption.on_day)
    query = select(PointsDraw).where(PointsDraw.entry_id == redemption.entry_id)
    taken = {draw.lot_id: draw.held or -draw.points for draw in session.scalars(query)}
    paid = tuple(
        PaidLot(lot.earned_on, lot.expires_on, taken[lot.id]) for lot in lots if lot.id in taken
    )
    return figures(lots, redemption.on_day).available, paid


def _items(session: Session, redemption_id: int) -> Iterator[ReceiptItem]:
    query = (
        select(RedemptionItem, Partner.name, Reward.terms)
        .outerjoin(Partner, Partner.id == RedemptionItem.partner_id)
        .outerjoin(Reward, Reward.id == RedemptionItem.reward_id)
        .where(RedemptionItem.redemption_id == redemption_id)
        .order_by(RedemptionItem.id)
    )
    for item, partner, terms in session.execute(query):
        yield ReceiptItem(
            name=item.name,
            kind=item.kind.label,
            quantity=item.quantity,
            list_points=item.list_points,
            points=item.points,
            discounts=tuple(Discounted(off["name"], off["points"]) for off in item.discounts),
            partner=partner or "",
            partner_points=item.partner_points,
            terms=terms or "",
        )


def _day(redemption: Redemption, zone: ZoneInfo) -> date | None:
    return redemption.signed_at.astimezone(zone).date() if redemption.signed_at else None


def _lot(row: LotRow) -> StatementLot:
    return StatementLot(
        row.earned_on, row.kind.label, row.points, row.rest, row.held, row.expires_on
    )


def _movement(row: MovementRow, said: Mapping[int, str]) -> StatementMovement:
    return StatementMovement(
        on_day=row.on_day,
        kind=row.label,
        about=said.get(row.entry_id or 0, ""),
        points=row.points,
        held=row.held,
        balance=row.available,
        expires_on=row.expires_on,
    )
