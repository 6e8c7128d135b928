"""Takes the failed tries to unlock, kept beside the book while it was locked, into the journal."""

from collections import Counter

from vipdesk.services.access import Access
from vipdesk.store.book import Store

MOST_TOLD = 100  # tries that the entry lists one by one, the last ones


def join_failed_tries(store: Store, access: Access) -> int:
    """Journal them with their times and kinds, and empty the file beside the book.

    A kill between the two journals them twice: better than never.

    Returns:
        How many there were.
    """
    tries = access.failed_tries()
    if not tries:
        return 0
    with store.action(
        "unlock.failed",
        keep_empty=True,
        n=len(tries),
        kinds=dict(Counter(each.kind for each in tries)),
        first=tries[0].at.isoformat(),
        last=tries[-1].at.isoformat(),
        tries=[[each.at.isoformat(), each.kind] for each in tries[-MOST_TOLD:]],
    ):
        pass
    access.forget_failed_tries()
    return len(tries)
