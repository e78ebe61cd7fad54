"""Offers of compression: what is agreed on was offered, is what RFC 7692 allows, and is then held to."""

import pytest

from tests.web.raw import RSV1, TEXT, Raw, beat, deflated, frame, raw
from tests.web.venue import Venue

AGREED = {"permessage-deflate", "server_no_context_takeover", "client_no_context_takeover"}

pytestmark = pytest.mark.asyncio(loop_scope="module")

good = pytest.mark.parametrize(
    "offer",
    [
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits",
        " permessage-deflate ;  server_no_context_takeover ",
        "permessage-deflate; client_no_context_takeover",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; server_no_context_takeover; client_max_window_bits=15",
        "permessage-deflate; unknown, permessage-deflate",
        "permessage-deflate; server_max_window_bits=7, permessage-deflate; client_max_window_bits",
        "x-webkit-deflate-frame, permessage-deflate; client_max_window_bits",
        "permessage-bzip2; level=9, permessage-deflate",
        "permessage-deflate; client_max_window_bits, permessage-deflate",
        'permessage-deflate; client_max_window_bits="15"',
    ],
)
bad = pytest.mark.parametrize(
    "offer",
    [
        "",
        "x-webkit-deflate-frame",
        "permessage-bzip2; level=9",
        "permessage-deflate; unknown",
        "permessage-deflate; unknown=1; client_max_window_bits",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010",
        "permessage-deflate; server_max_window_bits=ten",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
    ],
)
windows = pytest.mark.parametrize("bits", range(8, 16))


async def understands_both_ways(phone: Raw) -> None:
    """What is said and what is shown arrives, compressed or not, as was agreed."""
    await phone.is_alive()
    if phone.agreed:
        phone.send(frame(TEXT, deflated(beat(1, 3000), phone.window("client")), rsv=RSV1))
        await phone.beats(1)
    await phone.shows('id="questions"')
    assert bool(phone.compressed) == bool(phone.agreed)


def held_to(offer: str, phone: Raw) -> None:
    """RFC 7692: what was not offered is not agreed on, and what is agreed on is within what was offered."""
    assert ("client_max_window_bits" in phone.agreed) <= ("client_max_window_bits" in offer)
    assert ("server_no_context_takeover" in offer) <= ("server_no_context_takeover" in phone.agreed)


@good
async def test_an_offer_that_can_be_met_is_met(offer: str, phone: Raw) -> None:
    assert set(phone.agreed) >= AGREED
    held_to(offer, phone)
    await understands_both_ways(phone)


@bad
async def test_without_an_offer_that_can_be_met_nothing_is_compressed(phone: Raw) -> None:
    assert phone.agreed == {}
    await understands_both_ways(phone)


@windows
@pytest.mark.parametrize("further", ["", ", permessage-deflate"])
async def test_a_small_window_of_the_server_is_kept_to_or_the_offer_is_not_met(
    venue: Venue, bits: int, further: str
) -> None:
    offer = f"permessage-deflate; server_max_window_bits={bits}{further}"
    async with raw(venue.origin, offer=offer) as phone:
        kept_to = phone.window("server") <= bits and "server_max_window_bits" in phone.agreed
        assert kept_to or not phone.agreed or further
        assert phone.agreed or not further
        await understands_both_ways(phone)


@windows
async def test_a_small_window_of_the_client_is_understood(venue: Venue, bits: int) -> None:
    async with raw(venue.origin, offer=f"permessage-deflate; client_max_window_bits={bits}") as phone:
        assert int(phone.agreed.get("client_max_window_bits", bits)) <= bits
        await understands_both_ways(phone)


@pytest.mark.parametrize(
    "offer",
    [
        "permessage-deflate; =",
        ";",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate, ,",
        '"',
    ],
)
async def test_an_offer_that_makes_no_sense_is_refused_cleanly_or_not_met(venue: Venue, offer: str) -> None:
    async with raw(venue.origin, offer=offer) as phone:
        if phone.status.startswith("HTTP/1.1 101"):
            assert phone.agreed == {} or offer == "permessage-deflate, ,"
            await understands_both_ways(phone)
        else:
            assert phone.status.startswith("HTTP/1.1 400")
