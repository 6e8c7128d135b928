"""A personal field of a customer: covered, and shown for 30 seconds after the journal knows."""

import time

from vipdesk.domain.changes import Saved
from vipdesk.domain.masking import MaskedField
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.masked import MaskedLabel

ANSWER_WITHIN = 10.0  # seconds; after a long import nobody may be looking any more


class PersonalLabel(MaskedLabel):
    """Journals the look, reads the value and shows it; knows the value at no other time."""

    def __init__(self, care: CustomerCareService, jobs: Jobs, name: str) -> None:
        super().__init__(name)
        self._care, self._jobs = care, jobs
        self._asks: tuple[int, MaskedField, int | None] | None = None
        self._asked_at = 0.0
        self.unmask_requested.connect(self._on_unmask_requested)

    def show_field(
        self, customer_id: int, field: MaskedField, masked: str, line_id: int | None = None
    ) -> None:
        """Cover another field."""
        self._asks = (customer_id, field, line_id)
        self.set_masked(masked)

    def _on_unmask_requested(self) -> None:
        if self._asks is None:
            return
        asked = self._asks
        self._asked_at = time.monotonic()
        job = self._jobs.write(lambda _progress: (asked, self._care.unmask(*asked)))
        job.succeeded.connect(self._on_read)

    def _on_read(self, answer: tuple[tuple[int, MaskedField, int | None], Saved[str]]) -> None:
        asked, saved = answer
        late = time.monotonic() - self._asked_at > ANSWER_WITHIN
        if asked == self._asks and not late:
            self.reveal(saved.value)
