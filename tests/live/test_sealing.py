"""Sealed ballots open under their poll's key alone, are all of one length, and end with the key."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.live.sealing import BLOB_STEP, Ballot, BallotSealer, ballot_size
from server.log.secret import SecretBuffer
from server.log.sodium import OVERHEAD

OPTIONS = ("yes", "no", "主権者の", "x" * 40)
SIZE = ballot_size(OPTIONS)
NOON = 1_790_000_000_000


def new_key() -> SecretBuffer:
    key = SecretBuffer(32)
    key.fill_random()
    return key


KEY = new_key()


def sealer(meeting: str = "aix", poll: str = "poll", key: SecretBuffer = KEY) -> BallotSealer:
    return BallotSealer(meeting, poll, key, SIZE)


def ballot(*choice: str) -> Ballot:
    return Ballot(NOON, sealer().pseudonym("somebody"), "c" * 22, choice, 3)


@given(
    at=st.integers(0, 2**63),
    command=st.text("abcXYZ019_-", min_size=16, max_size=40),
    choice=st.lists(st.sampled_from(OPTIONS), unique=True),
    flags=st.integers(0, 2**32),
)
def test_every_ballot_comes_back_and_all_are_of_one_length(
    at: int, command: str, choice: list[str], flags: int
) -> None:
    mine = Ballot(at, sealer().pseudonym("somebody"), command, tuple(choice), flags)
    sealed = sealer().seal(mine)
    assert len(sealed) == SIZE + OVERHEAD
    assert sealer().unseal(sealed) == mine


def test_a_ballot_that_is_too_long_is_refused_and_harms_no_other() -> None:
    one = sealer()
    with pytest.raises(ValueError, match="does not fit"):
        one.seal(ballot("x" * SIZE))
    assert one.unseal(one.seal(ballot("no"))) == ballot("no")


def test_the_same_ballot_is_never_sealed_to_the_same_bytes() -> None:
    one = sealer()
    sealed = [one.seal(ballot("yes")) for _ in range(100)]
    assert len({bytes(part) for each in sealed for part in (each[:24], each[24:40], each[-16:])}) == 300


@pytest.mark.parametrize("other", [sealer(key=new_key()), sealer(poll="another"), sealer(meeting="lyon")])
def test_nothing_opens_under_another_key_poll_or_meeting(other: BallotSealer) -> None:
    assert other.unseal(sealer().seal(ballot("yes"))) is None
    assert other.unseal_blob(sealer().seal_blob(b"boxes")) is None


def test_whatever_is_changed_or_cut_does_not_open() -> None:
    one = sealer()
    sealed = one.seal(ballot("yes"))
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert one.unseal(bytes(changed)) is None
    for wrong in (b"", sealed[:-1], sealed + b"\0", one.seal_blob(b"boxes")):
        assert one.unseal(wrong) is None
    blob = one.seal_blob(b"boxes")
    for wrong in (b"", sealed, blob[:-1], blob[:60]):
        assert one.unseal_blob(wrong) is None


def test_a_pseudonym_is_the_same_for_every_worker_of_a_poll_and_says_nothing_elsewhere() -> None:
    names = {sealer().pseudonym(f"participant-{number}") for number in range(1000)}
    assert len(names) == 1000
    assert {len(name) for name in names} == {24}
    assert names == {sealer().pseudonym(f"participant-{number}") for number in range(1000)}
    assert sealer(key=new_key()).pseudonym("participant-1") not in names


@pytest.mark.parametrize("size", [0, 1, BLOB_STEP - 8, BLOB_STEP - 7, 100_000])
def test_a_blob_comes_back_and_its_length_shows_in_steps_only(size: int) -> None:
    sealed = sealer().seal_blob(b"b" * size)
    assert (len(sealed) - OVERHEAD) % BLOB_STEP == 0
    assert sealer().unseal_blob(sealed) == bytearray(b"b" * size)


def test_nothing_works_once_it_is_wiped() -> None:
    one = sealer(key=new_key())
    sealed, blob = one.seal(ballot("yes")), one.seal_blob(b"boxes")
    one.wipe()
    one.wipe()
    uses: list[Callable[[], object]] = [
        lambda: one.pseudonym("somebody"),
        lambda: one.seal(ballot("yes")),
        lambda: one.unseal(sealed),
        lambda: one.seal_blob(b"boxes"),
        lambda: one.unseal_blob(blob),
    ]
    for use in uses:
        with pytest.raises(ValueError, match="wiped"):
            use()
