"""The key that is derived from a passphrase is the one of scrypt, and as dear as OWASP asks for."""

import hashlib
import unicodedata

import pytest

from tests.conftest import PASSPHRASE, REAL_COST
from vipdesk.services.quick_unlock import QuickUnlockService
from vipdesk.store import keyfile
from vipdesk.store.book import Store
from vipdesk.store.derivation import BLOCK_SIZE, KEY_BYTES, derive


@pytest.fixture
def as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tests take another cost."""
    monkeypatch.setattr(keyfile, "COST", REAL_COST)


@pytest.mark.parametrize("secret", ["correct horse 7", "口令 Ａ９", "cafe\u0301"])
@pytest.mark.parametrize("cost", [2, 2**10])
def test_the_same_as_hashlib(secret: str, cost: int) -> None:
    typed = unicodedata.normalize("NFKC", secret).encode()
    expected = hashlib.scrypt(
        typed, salt=b"salt" * 4, n=cost, r=BLOCK_SIZE, p=1, maxmem=2**28, dklen=KEY_BYTES
    )
    assert derive(secret, b"salt" * 4, cost) == expected


def test_a_guess_costs_what_owasp_asks_for() -> None:
    assert (REAL_COST, BLOCK_SIZE, KEY_BYTES) == (2**17, 8, 32)


@pytest.mark.usefixtures("as_shipped")
def test_both_slots_of_a_new_key_are_dear() -> None:
    made = keyfile.make_key(PASSPHRASE)
    assert {kind: slot.cost for kind, slot in made.file.slots.items()} == {
        keyfile.PASSPHRASE: REAL_COST,
        keyfile.RECOVERY: REAL_COST,
    }
    assert keyfile.unlock(made.file, PASSPHRASE).raw() == made.key.raw()


@pytest.mark.usefixtures("as_shipped")
def test_a_pin_is_as_dear(store: Store) -> None:
    pins = QuickUnlockService(store)
    pins.set_pin("294716")
    kept = pins._kept()
    assert kept is not None
    assert kept["cost"] == REAL_COST
    assert pins.is_pin("294716")
