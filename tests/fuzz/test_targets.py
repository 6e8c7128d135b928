"""Every reader takes any bytes: what it refuses, it refuses in a sentence, soon and with little.

`make fuzz` runs the same targets for minutes, guided by coverage; here it is a few examples each.
The corpus beside this file holds what once broke a reader, one folder for each target.
"""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzz import outside
from fuzz.bounds import cost_of
from fuzz.minimise import reduced
from fuzz.reading import ending
from fuzz.targets import TARGETS, refusals
from vipdesk.errors import VipDeskError

CORPUS = Path(__file__).parent / "corpus"
SIGNS = b"0123456789\"'{}[](),:;<>=/\\-+\x00\xff\x80\r\n\t"
FEW = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def spoilt(seed: bytes, chance: random.Random) -> bytes:
    """A sound input with a few bytes changed, left out or put in."""
    data = bytearray(seed or b"a")
    for _change in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(3):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 12)]
            case _:
                data[at:at] = bytes(chance.choices(SIGNS, k=chance.randint(1, 5)))
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(data=st.binary(max_size=2_000))
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(number=st.integers(0, 10_000), chance=st.randoms(use_true_random=False))
def test_sound_input_spoilt(name: str, number: int, chance: random.Random) -> None:
    seeds = list(TARGETS[name].seeds())
    TARGETS[name].run(spoilt(seeds[number % len(seeds)], chance))


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_a_reader(name: str) -> None:
    for path in sorted((CORPUS / name).glob("*")):
        TARGETS[name].run(path.read_bytes())


def test_every_corpus_has_its_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} <= set(TARGETS)


@given(typed=st.text(max_size=60))
@FEW
def test_no_search_text_is_a_query(typed: str) -> None:
    """Quotes, NEAR, stars, column filters: all are looked for, none is obeyed."""
    TARGETS["search"].run(f'{typed}" OR NEAR({typed} *) name: ^{typed}'.encode())


def test_a_fault_is_no_refusal() -> None:
    class SilentError(VipDeskError):
        message = " "

    with pytest.raises(AssertionError, match="says nothing"), refusals():
        raise SilentError
    with pytest.raises(ZeroDivisionError), refusals():
        1 / 0  # noqa: B018 - it raises


def test_an_input_is_made_small() -> None:
    assert reduced(b"x" * 400 + b"!" + b"y" * 300, lambda less: b"!" in less) == b"!"


@pytest.mark.skipif(outside.corpus() is None, reason="no FUZZ_CORPUS and no ../shared/data")
def test_every_file_of_an_outside_corpus() -> None:
    """Read, or refused in a sentence, each within its bounds."""
    over: list[str] = []
    for path in outside.files():
        cost = cost_of(lambda path=path: ending(path))  # type: ignore[misc]
        if not cost.holds():
            over.append(f"{path.name}: {cost}")
    assert not over
