"""The head of a visit: who, how far it is, and the button that goes on."""

from datetime import datetime

from PySide6.QtWidgets import QMenu

from vipdesk.domain.words import VisitStatus
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.page import PageHead
from vipdesk.ui.kit.stepper import Stepper
from vipdesk.ui.visits.visit_block import time_words

OPEN = (VisitStatus.PLANNED, VisitStatus.STARTED)


class VisitHead(PageHead):
    """The way back, customer and tier at the left; steps and buttons at the right.

    The last step is the summary of a visit that was held.
    """

    def __init__(self) -> None:
        super().__init__(_("Visit"))
        self.back_button = icon_button(_("Back to the calendar"), icon="arrow-left")
        self._tier = Chip()
        self.stepper = Stepper([_("Prepare"), _("Talk"), _("Sign"), _("Summary")])
        self.face_button = button(_("Face to face") + " F11", icon="presentation")
        self._more = icon_button(_("More"), icon="ellipsis")
        self.menu = QMenu(self)
        self._more.setMenu(self.menu)
        self.primary_button = button("", kind="primary")
        self.add_left(self.back_button)
        self.add_after_title(self._tier)
        for part in (self.stepper, self._more, self.face_button, self.primary_button):
            self.add(part)

    def show_visit(self, visit: OpenVisit) -> None:
        """Say who is visited."""
        self.set_title(_("Visit · {name}").format(name=visit.row.customer))
        self._tier.set_text(_(visit.row.tier.label), tier_tone(visit.row.tier))

    def show_step(self, status: VisitStatus, step: int) -> None:
        """Show how far the visit is, and what can be done with it."""
        self.stepper.set_current(step)
        words = (_("Start visit"), _("Next: signature"), _("Finish visit"), _("Open summary"))
        self.primary_button.setText(words[step])
        self.primary_button.setAccessibleName(words[step])
        held = status in (*OPEN, VisitStatus.DONE)
        self.stepper.setVisible(held)
        self.primary_button.setVisible(held)
        self.face_button.setVisible(status in OPEN)
        self._more.setVisible(status in OPEN)

    def say_time(self, visit: OpenVisit, now: datetime) -> None:
        """Say when it is planned, or since when it runs."""
        self.set_note(time_words(visit, now))
