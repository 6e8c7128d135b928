"""The verbs that make a book: ``init`` and ``demo``."""

import getpass
import shutil
from argparse import Namespace

from vipdesk.cli.desk import locked, profile_of
from vipdesk.cli.results import Result
from vipdesk.domain import demo_names
from vipdesk.services.demo import DemoService
from vipdesk.store.book import Store
from vipdesk.texts import _, ngettext


def init_verb(options: Namespace) -> Result:
    """Make an empty book; a book that is there is left as it is."""
    profile = profile_of(options)
    Store.create(profile, options.name or getpass.getuser()).close()
    line = _("A new book was made in {path}.").format(path=profile)
    return Result({"profile": str(profile)}, [line])


def demo_verb(options: Namespace) -> Result:
    """Make a book of invented customers; if that fails, nothing is left of it."""
    profile = profile_of(options)
    was_there = profile.exists()
    store = Store.create(profile, demo_names.MANAGERS[0])
    try:
        with locked(profile):
            DemoService(store).fill(options.customers, options.seed)
    except BaseException:
        store.close()
        if not was_there:
            shutil.rmtree(profile)
        raise
    store.close()
    n = options.customers
    line = ngettext(
        "{n} invented customer is in {path}.", "{n} invented customers are in {path}.", n
    ).format(n=n, path=profile)
    return Result({"profile": str(profile), "customers": n, "seed": options.seed}, [line])
