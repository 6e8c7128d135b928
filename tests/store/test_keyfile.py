"""The key that is derived from a passphrase is the one of scrypt, whoever computes it."""

import hashlib
import unicodedata

import pytest

from vipdesk.store.keyfile import BLOCK_SIZE, COST, KEY_BYTES, derive


@pytest.mark.parametrize("secret", ["correct horse 7", "口令 Ａ９", "cafe\u0301"])
@pytest.mark.parametrize("cost", [2, 2**10])
def test_the_same_as_hashlib(secret: str, cost: int) -> None:
    typed = unicodedata.normalize("NFKC", secret).encode()
    expected = hashlib.scrypt(
        typed, salt=b"salt" * 4, n=cost, r=BLOCK_SIZE, p=1, maxmem=2**28, dklen=KEY_BYTES
    )
    assert derive(secret, b"salt" * 4, cost) == expected


def test_a_guess_costs_what_owasp_asks_for() -> None:
    assert (COST, BLOCK_SIZE, KEY_BYTES) == (2**17, 8, 32)
