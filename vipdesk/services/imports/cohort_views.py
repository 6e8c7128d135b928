"""What is said of the operator's list of a snapshot before it is frozen, in sentences."""

from vipdesk.domain.wording import amount
from vipdesk.services.imports.cohort_found import CohortSummary
from vipdesk.texts import _, ngettext


def size_words(found: CohortSummary) -> str:
    """Whom the snapshot would hold, with which fees."""
    customers = ngettext("{n} customer", "{n} customers", found.customers)
    lines = ngettext("{n} line", "{n} lines", found.lines)
    said = _("The snapshot of {day} holds {customers} with {lines}, base fee {amount} in all.")
    return said.format(
        day=found.on_day,
        customers=customers.format(n=f"{found.customers:,}"),
        lines=lines.format(n=f"{found.lines:,}"),
        amount=amount(found.base_fee_fen),
    )


def frozen_words(found: CohortSummary) -> str:
    """That this list is frozen already; empty where it is not."""
    if found.frozen_as is None:
        return ""
    said = _("This list is frozen already as snapshot {n}, “{name}”. Nothing is to be written.")
    return said.format(n=found.frozen_as.id, name=found.frozen_as.name)


def beside_words(found: CohortSummary) -> str:
    """Which other snapshots of the day there are, and which counts; empty where there is none."""
    if not found.beside or found.frozen_as is not None:
        return ""
    names = _(", ").join(f"{each.name} ({_(each.origin.label)})" for each in found.beside)
    said = _(
        "Of {day} there is a snapshot already: {names}. All stay as they are; the newest one "
        "counts in the quarter after it, and each can be asked for by itself."
    )
    return said.format(day=found.on_day, names=names)


def fees_words(found: CohortSummary) -> str:
    """That the fees are the book's; empty where the list gives them."""
    if not found.fees_of_book:
        return ""
    return _("The list has no base fees: those of the book's bills of that month are taken.")


def owners_words(found: CohortSummary) -> str:
    """Which managers the book does not know; empty where it knows all."""
    count = len(found.new_owners)
    said = ngettext(
        "{n} manager of the list is not in the book and is added as a colleague: {names}.",
        "{n} managers of the list are not in the book and are added as colleagues: {names}.",
        count,
    )
    names = _(", ").join(found.new_owners[:5])
    return said.format(n=count, names=names) if count else ""


def all_words(found: CohortSummary) -> list[str]:
    """Everything there is to say."""
    said = (size_words, fees_words, owners_words, beside_words, frozen_words)
    return [text for words in said if (text := words(found))]
