"""Only this meeting's own pages may act: Origin on every POST and every socket."""

import pytest
from httpx import Response
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.web.house import Address
from tests.web.venue import Browser, Venue

FOREIGN = [
    "https://evil.example",
    "null",
    "{origin}.evil.example",
    "{origin}0",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "{secure}",
    "{origin}/",
    "{origin} https://evil.example",
    "",
]


def written(origin: str, venue: Venue) -> str:
    return origin.format(origin=venue.origin, secure=venue.origin.replace("http:", "https:"))


async def post(browser: Browser, path: str, *origins: str, **headers: str) -> Response:
    """A POST with exactly these Origin headers."""
    request = browser.build_request("POST", path, headers=headers)
    del request.headers["origin"]
    for origin in origins:
        request.headers.update([*request.headers.multi_items(), ("Origin", origin)])
    return await browser.send(request)


async def test_a_post_from_another_origin_is_refused(venue: Venue) -> None:
    phone, before = await venue.phone(), venue.house.state.seq
    for path in ("/do/set-name", "/join", "/nowhere"):
        for origin in FOREIGN:
            answer = await post(phone, path, written(origin, venue))
            assert (answer.status_code, "another site" in answer.text) == (403, True), (path, origin)
    assert venue.house.state.seq == before


async def test_a_post_without_an_origin_or_with_two_is_refused(venue: Venue) -> None:
    phone = await venue.phone()
    assert (await post(phone, "/do/set-name")).status_code == 403
    two = phone.build_request(
        "POST", "/do/set-name", headers=[("Origin", venue.origin), ("Origin", "https://evil.example")]
    )
    assert (await phone.send(two)).status_code == 403


async def test_a_browser_that_says_it_comes_from_elsewhere_is_believed(venue: Venue) -> None:
    phone = await venue.phone()
    for site, status in (("cross-site", 403), ("same-site", 403), ("none", 403), ("same-origin", 303)):
        answer = await phone.post("/do/set-name", data={"name": site}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status, site


async def test_a_socket_from_another_origin_or_from_none_is_refused(venue: Venue) -> None:
    address = f"{venue.origin.replace('http', 'ws', 1)}/ws/audience/main"
    for origin in [*FOREIGN, None]:
        headers = {} if origin is None else {"Origin": written(origin, venue)}
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers=headers)
        assert refused.value.response.status_code == 403, origin


@pytest.mark.parametrize("address", [Address("https://hall.example/", frozenset({"https://other.example"}))])
async def test_the_public_address_and_the_origins_that_the_operator_named_may_act(
    venue: Venue, address: Address
) -> None:
    phone = await venue.phone()
    for origin in ("https://hall.example", "https://other.example", venue.origin):
        assert (await post(phone, "/do/set-name", origin)).status_code == 303
    for origin in ("https://hall.example.evil.example", "http://hall.example", "https://hall.example:444"):
        assert (await post(phone, "/do/set-name", origin)).status_code == 403


async def test_behind_a_proxy_with_tls_the_secure_origin_is_the_own_one(venue: Venue) -> None:
    phone = await venue.phone()
    secure = venue.origin.replace("http:", "https:")
    forwarded = {"X-Forwarded-Proto": "https"}
    assert (await post(phone, "/do/set-name", secure, **forwarded)).status_code == 303
    assert (await post(phone, "/do/set-name", venue.origin, **forwarded)).status_code == 403


async def test_a_socket_may_come_by_a_proxy_that_names_its_scheme_in_either_way(venue: Venue) -> None:
    address = f"{venue.origin.replace('http', 'ws', 1)}/ws/audience/main"
    secure = venue.origin.replace("http:", "https:")
    for scheme in ("https", "wss"):
        headers = {"Origin": secure, "X-Forwarded-Proto": scheme}
        async with connect(address, additional_headers=headers) as socket:
            assert socket.response
            assert socket.response.status_code == 101


async def test_a_request_with_an_impossible_host_may_do_nothing(venue: Venue) -> None:
    phone = await venue.phone()
    answer = await post(phone, "/do/set-name", "http://a b", Host="a b")
    assert answer.status_code in {400, 403}
