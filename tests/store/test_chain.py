"""Whatever is altered behind the journal is found, and the first entry that it broke is named."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, text, update

from tests.conftest import at_work
from tests.furnished import Furnished, Furnishing
from tests.store.builders import add_customer, add_line
from vipdesk.progress import CancelledError
from vipdesk.store import chain
from vipdesk.store.book import Store
from vipdesk.store.chain import Chain, Why
from vipdesk.store.records import Customer

TRIGGERS = ("journal_journal_entry", "journal_journal_change")


def _write(store: Store) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    for note in ("a", "b", "c"):
        with store.action("customer.edit", customer_id=1) as session:
            session.execute(update(Customer).values(note=note))


@pytest.fixture(scope="session")
def written_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(_write))


@pytest.fixture
def written(written_furnished: Furnished[None], store: Store) -> Store:
    """A book with entries 2 to 5: a customer, and three edits."""
    return store


def _check(store: Store) -> Chain:
    with store.read() as session:
        return chain.check(session.connection())


def _tamper(store: Store, statements: Sequence[str]) -> None:
    """Write behind the program's back, as who has the key could."""
    with store.plain_write() as connection:
        for name in TRIGGERS:
            for kind in ("keep", "stay"):
                connection.execute(text(f"DROP TRIGGER {name}_{kind}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_journal_holds(written: Store) -> None:
    found = _check(written)
    assert (found.entries, found.erased, found.broken) == (5, 0, None)
    assert found.head is not None
    assert found.head.seq == 5
    with written.read() as session:
        assert found.head == chain.head(session.connection())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET at = '2026-01-01T00:00:00.000000+00:00' WHERE seq = 3",
        "UPDATE journal_entry SET manager_id = NULL WHERE seq = 3",
        "UPDATE journal_entry SET code = 'customer.tier' WHERE seq = 3",
        "UPDATE journal_entry SET params = '{\"customer_id\": 2}' WHERE seq = 3",
        "UPDATE journal_entry SET at = 'never' WHERE seq = 3",
        "UPDATE journal_entry SET undoes_id = 2 WHERE seq = 3",
        "UPDATE journal_entry SET digest = zeroblob(32) WHERE seq = 3",
        "UPDATE journal_entry SET digest = NULL WHERE seq = 3",
    ],
)
def test_an_altered_header_is_named(written: Store, statement: str) -> None:
    _tamper(written, [statement])
    broken = _check(written).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, Why.HEADER)


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE journal_change SET new = \'{"note": "x"}\' WHERE entry_id = 3',
        "UPDATE journal_change SET old = NULL WHERE entry_id = 3",
        "UPDATE journal_change SET row_id = 9 WHERE entry_id = 3",
        "DELETE FROM journal_change WHERE entry_id = 3",
        "UPDATE journal_change SET entry_id = 3 WHERE entry_id = 4",
    ],
)
def test_altered_values_are_named(written: Store, statement: str) -> None:
    _tamper(written, [statement])
    broken = _check(written).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, Why.CHANGES)


def test_an_added_change_is_named(written: Store) -> None:
    _tamper(
        written,
        [
            "INSERT INTO journal_change (entry_id, table_name, row_id, op, salt) "
            "VALUES (3, 'customer', 1, 'U', zeroblob(16))"
        ],
    )
    broken = _check(written).broken
    assert broken is not None
    assert broken.why in (Why.STRAY, Why.CHANGES)


def test_a_removed_entry_is_missing(written: Store) -> None:
    _tamper(
        written,
        ["DELETE FROM journal_change WHERE entry_id = 3", "DELETE FROM journal_entry WHERE id = 3"],
    )
    broken = _check(written).broken
    assert broken is not None
    assert (broken.entry_id, broken.seq, broken.why) == (None, 3, Why.MISSING)


def test_a_removed_entry_shows_though_the_later_are_numbered_anew(written: Store) -> None:
    _tamper(
        written,
        [
            "DELETE FROM journal_change WHERE entry_id = 3",
            "DELETE FROM journal_entry WHERE id = 3",
            "UPDATE journal_entry SET seq = 3 WHERE seq = 4",
            "UPDATE journal_entry SET seq = 4 WHERE seq = 5",
        ],
    )
    broken = _check(written).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, Why.HEADER)


def test_reordered_entries_show(written: Store) -> None:
    moves = [(3, 90), (4, 3), (90, 4)]
    _tamper(
        written,
        [f"UPDATE journal_entry SET id = {new} WHERE id = {old}" for old, new in moves]
        + [f"UPDATE journal_change SET entry_id = {new} WHERE entry_id = {old}"
           for old, new in moves],
    )  # fmt: skip
    broken = _check(written).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, Why.MISSING)


def test_a_cut_tail_shows_against_the_head_alone(written: Store) -> None:
    before = _check(written).head
    assert before is not None
    _tamper(
        written,
        ["DELETE FROM journal_change WHERE entry_id = 5", "DELETE FROM journal_entry WHERE id = 5"],
    )
    assert _check(written).broken is None
    with written.read() as session:
        assert chain.heads_at(session.connection(), before.seq) == []


def test_changes_left_behind_a_cut_tail_show(written: Store) -> None:
    _tamper(written, ["DELETE FROM journal_entry WHERE id = 5"])
    broken = _check(written).broken
    assert broken is not None
    assert broken.why is Why.STRAY


def test_values_that_nobody_says_were_erased_show(written: Store) -> None:
    with written.plain_write() as connection:  # the door is open to whoever has the book open
        connection.execute(
            text("UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE entry_id = 4")
        )
    found = _check(written)
    assert found.broken is not None
    assert (found.broken.seq, found.broken.why, found.erased) == (4, Why.ERASED, 1)


def test_an_entry_accounts_for_what_it_erased(written: Store) -> None:
    with written.action("journal.archive", keep_empty=True, erased=1) as session:
        session.execute(
            text("UPDATE journal_change SET old = NULL, new = NULL, salt = NULL WHERE entry_id = 4")
        )
    found = _check(written)
    assert (found.broken, found.erased) == (None, 1)


def test_names_taken_out_of_parameters_must_be_accounted_for(written: Store) -> None:
    take_out = text(
        "UPDATE journal_entry SET params = '{\"customer_id\": 1}', params_salt = NULL WHERE id = 4"
    )
    with written.plain_write() as connection:
        connection.execute(take_out)
    broken = _check(written).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (4, Why.HEADER)
    with written.action("customer.erase", keep_empty=True, redacted=1):
        pass
    found = _check(written)
    assert (found.broken, found.redacted) == (None, 1)


def test_checking_can_be_stopped(written: Store) -> None:
    class Stop:
        def step(self, _done: int, _total: int) -> None:
            raise CancelledError

    with pytest.raises(CancelledError), written.read() as session:
        chain.check(session.connection(), Stop())


def _rehash(connection: Connection) -> None:
    """Seal the whole journal anew, as who knows the program could."""
    previous = None
    for entry in list(chain._entries(connection)):
        digest = chain.entry_digest(previous, entry.header, entry.change_digests)
        connection.execute(
            text("UPDATE journal_entry SET digest = :digest WHERE id = :id"),
            {"digest": digest, "id": entry.id},
        )
        previous = digest


def test_a_history_that_was_sealed_anew_shows_against_a_printed_head(written: Store) -> None:
    before = _check(written).head
    assert before is not None
    _tamper(written, ["UPDATE journal_entry SET manager_id = NULL WHERE seq = 3"])
    with written.plain_write() as connection:
        _rehash(connection)
    found = _check(written)
    assert found.broken is None
    assert found.head is not None
    assert found.head.digest != before.digest
