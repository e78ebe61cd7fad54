"""Addresses with a slash at their end, and what a redirect may say of where it leads."""

import httpx
import pytest

from tests.web.test_routes import READING, holder_of_every_pass, written
from tests.web.venue import CODE, Venue

INVENTED = {"Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


@pytest.mark.parametrize("host", [{}, INVENTED])
async def test_a_slash_too_many_leads_to_the_address_without_it(venue: Venue, host: dict[str, str]) -> None:
    phone = await venue.stranger()
    for path in (f"/m/{CODE}", f"/m/{CODE}/main", "/desk/main", "/join", "/state/audience/main", "/health"):
        for slashes in ("/", "//"):
            answer = await phone.get(f"{path}{slashes}?lang=ja&a=%2F", headers=host)
            assert (answer.status_code, answer.headers["location"]) == (307, f"{path}?lang=ja&a=%2F")
            assert answer.headers["cache-control"] == "no-store"


async def test_whoever_types_the_code_with_a_slash_or_in_small_letters_arrives(venue: Venue) -> None:
    async with httpx.AsyncClient(base_url=venue.origin, follow_redirects=True) as phone:
        for path in (f"/m/{CODE}/", f"/m/{CODE.lower()}/", f"/m/{CODE.lower()}", f"/m/{CODE}/main/"):
            answer = await phone.get(path)
            assert (answer.status_code, answer.url.path.split("/")[2]) == (200, CODE), path


async def test_what_does_not_exist_is_not_there_with_a_slash_either(venue: Venue) -> None:
    stranger = await venue.stranger()
    for path in ("/nowhere/", "//evil.example/", "//evil.example//", "/m/", "/%2Fevil.example/", "//"):
        answer = await stranger.get(f"{venue.origin}{path}")
        assert answer.status_code == 404, path
        assert "location" not in answer.headers


async def test_no_redirect_names_the_host_that_a_request_claims(venue: Venue) -> None:
    browser = await holder_of_every_pass(venue)
    for route in READING:
        for path in (written(route), f"{written(route)}/", written(route).lower()):
            answer = await browser.get(path, headers=INVENTED)
            assert "evil" not in answer.headers.get("location", ""), path
