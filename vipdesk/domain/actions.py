"""Every action that can stand in the journal, and how it is called on screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from vipdesk.texts import N_, Translate


@dataclass(frozen=True, slots=True)
class Action:
    """The name of an action and whether it is a change that can be taken back.

    ``label`` may hold the fields of the entry's parameters; ``one`` is said where {n} is 1. What
    only records that something was seen or handed out (an unmasking, an export) is not undoable.
    """

    label: str
    undoable: bool = True
    one: str = ""

    def wordings(self) -> tuple[str, ...]:
        """Each way in which it may be called."""
        return (self.label, self.one) if self.one else (self.label,)


ACTIONS: Mapping[str, Action] = {
    "book.create": Action(N_("Create the book"), undoable=False),
    "book.salvage": Action(N_("Bring the book back from the backup of {day}"), undoable=False),
    "book.moved_out": Action(N_("Move the book to another laptop"), undoable=False),
    "book.moved_in": Action(N_("Bring the book from another laptop"), undoable=False),
    "book.stayed": Action(N_("Go on here with a book that was moved"), undoable=False),
    "demo.create": Action(N_("Fill the demo book"), undoable=False),
    "undo": Action(N_("Undo")),
    "redo": Action(N_("Redo")),
    "settings.save": Action(N_("Change settings")),
    "access.passphrase": Action(N_("Change the passphrase"), undoable=False),
    "access.recovery": Action(N_("Make a new recovery key"), undoable=False),
    "access.rekey": Action(N_("Give the book a new key"), undoable=False),
    "access.pin": Action(N_("Set or remove the PIN"), undoable=False),
    "access.keychain": Action(N_("Use this computer's keychain, or stop"), undoable=False),
    "backup.restore": Action(N_("Restore the backup of {day}"), undoable=False),
    "manager.save": Action(N_("Edit manager")),
    "filter.save": Action(N_("Save filter “{name}”")),
    "filter.delete": Action(N_("Delete filter “{name}”")),
    "import.commit": Action(N_("Import {file}")),
    "customer.create": Action(N_("New customer")),
    "customer.edit": Action(N_("Edit customer")),
    "customer.delete": Action(
        N_("Move {n} customers to the recycle bin"), one=N_("Move a customer to the recycle bin")
    ),
    "customer.restore": Action(
        N_("Restore {n} customers from the recycle bin"),
        one=N_("Restore a customer from the recycle bin"),
    ),
    "customer.purge": Action(
        N_("Delete {n} customers for good"), one=N_("Delete a customer for good")
    ),
    "customer.erase": Action(N_("Delete a customer on request"), undoable=False),
    "customer.data": Action(N_("Hand out all data of a customer"), undoable=False),
    "customer.tag": Action(N_("Tag {n} customers"), one=N_("Tag a customer")),
    "customer.untag": Action(
        N_("Remove a tag from {n} customers"), one=N_("Remove a tag from a customer")
    ),
    "customer.hand_over": Action(N_("Hand over {n} customers"), one=N_("Hand over a customer")),
    "customer.merge": Action(N_("Merge customers")),
    "customer.unmerge": Action(N_("Unmerge customers")),
    "customer.tier": Action(N_("Change tier")),
    "customer.unmask": Action(N_("Show a masked field"), undoable=False),
    "circle.save": Action(N_("Edit circle")),
    "circle.delete": Action(N_("Delete circle")),
    "line.create": Action(N_("New line")),
    "line.edit": Action(N_("Edit line")),
    "need.save": Action(N_("Note a need")),
    "touchpoint.log": Action(N_("Log a touchpoint")),
    "touchpoint.edit": Action(N_("Edit a touchpoint")),
    "touchpoint.delete": Action(N_("Delete a touchpoint")),
    "task.save": Action(N_("Edit task")),
    "task.done": Action(N_("Finish task")),
    "task.snooze": Action(N_("Put {n} tasks off"), one=N_("Put a task off")),
    "task.mark_done": Action(N_("Mark {n} tasks as done"), one=N_("Mark a task as done")),
    "case.open": Action(N_("Open a case")),
    "case.outcome": Action(
        N_("Record the outcome of {n} cases"), one=N_("Record the outcome of a case")
    ),
    "case.cost": Action(N_("Note what a case cost")),
    "case.won_back": Action(N_("Note that a customer came back")),
    "score.override": Action(N_("Set a customer's risk by hand")),
    "score.computed": Action(N_("Let a customer's risk be computed again")),
    "onboarding.save": Action(N_("Tick the first steps of a new VIP")),
    "complaint.save": Action(N_("Note a complaint")),
    "complaint.delete": Action(N_("Delete a complaint")),
    "sheet.save": Action(N_("Edit a knowledge sheet")),
    "sheet.import": Action(N_("Take in {n} knowledge sheets")),
    "sheet.delete": Action(N_("Delete a knowledge sheet")),
    "day.plan": Action(N_("Plan the day")),
    "points.award": Action(N_("Award points by hand")),
    "points.award_bills": Action(N_("Award the points of {n} bills")),
    "points.award_anniversaries": Action(N_("Award the points of {n} anniversaries")),
    "points.campaign": Action(N_("Award special points to {n} customers")),
    "points.campaign_save": Action(N_("Edit a campaign of special points")),
    "points.campaign_delete": Action(N_("Delete a campaign of special points")),
    "points.redeem": Action(N_("Redeem points")),
    "points.hold": Action(N_("Hold points")),
    "points.confirm": Action(N_("Confirm held points")),
    "points.release": Action(N_("Release held points")),
    "points.reverse": Action(N_("Reverse a movement of points")),
    "points.sign": Action(N_("Sign a receipt")),
    "points.fulfil": Action(N_("Note how far {n} rewards are")),
    "points.settle": Action(N_("Settle {n} differences of points")),
    "points.lottery": Action(N_("Draw in a lottery"), undoable=False),
    "points.lottery_reveal": Action(N_("Reveal the seed of a lottery"), undoable=False),
    "lottery.save": Action(N_("Edit a lottery")),
    "reward.save": Action(N_("Edit a reward")),
    "reward.delete": Action(N_("Delete a reward")),
    "reward.import": Action(N_("Take in {n} rewards")),
    "discount.save": Action(N_("Edit discounts")),
    "partner.save": Action(N_("Edit a partner")),
    "cohort.freeze": Action(N_("Freeze the snapshot “{name}”"), undoable=False),
    "cohort.import": Action(N_("Freeze the snapshot of {file}"), undoable=False),
    "indicator.close": Action(N_("Close {month}"), undoable=False),
    "indicator.reopen": Action(N_("Reopen {month}"), undoable=False),
    "indicator.enter": Action(N_("Enter a figure")),
    "indicator.target": Action(N_("Set targets")),
    "indicator.waive": Action(N_("Waive a care window")),
    "indicator.unwaive": Action(N_("Count a waived care window again")),
    "visit.plan": Action(N_("Plan visit")),
    "visit.edit": Action(N_("Edit visit")),
    "visit.move": Action(N_("Move visit")),
    "visit.cancel": Action(N_("Cancel visit")),
    "visit.no_show": Action(N_("Mark visit as no-show")),
    "visit.start": Action(N_("Start visit")),
    "visit.finish": Action(N_("Finish visit")),
    "visit.attach": Action(N_("Attach a file")),
    "visit.detach": Action(N_("Remove an attachment")),
    "unlock.failed": Action(N_("{n} wrong tries to unlock"), undoable=False),
    "journal.archive": Action(N_("Archive old values of the journal"), undoable=False),
    "export": Action(N_("Export {kind}"), undoable=False),
    "export.unmasked": Action(N_("Export {kind} unmasked"), undoable=False),
    "report.visit_summary": Action(N_("Print visit summary"), undoable=False),
    "report.visit_pack": Action(N_("Print visit pack"), undoable=False),
    "report.journal": Action(N_("Report on the journal of {month}"), undoable=False),
    "report.points": Action(N_("Print points paper"), undoable=False),
    "report.settlement": Action(N_("Settle {month} with partners"), undoable=False),
    "report.indicators": Action(N_("Export the indicators of {month}"), undoable=False),
    "report.month": Action(N_("Report on {month}"), undoable=False),
    "report.customer_sheets": Action(N_("Print customer sheets"), undoable=False),
}


def action_label(code: str, params: Mapping[str, object], translate: Translate) -> str:
    """Word an entry for people; a parameter that is missing shows as an ellipsis.

    An action that only a newer program knows goes by its code.
    """
    known = ACTIONS.get(code)
    if known is None:
        return code
    said = known.one if known.one and params.get("n") == 1 else known.label
    return translate(said).format_map(_Params(params))


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
