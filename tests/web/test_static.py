"""Static files and the QR code: sent small, kept long, and nothing else of the disk."""

from pathlib import Path

import pytest

from server.render.html import STATIC, static_url
from server.web import qr
from server.web.errors import Refusing
from server.web.house import Address
from server.web.limits import RATES
from server.web.qr import picture
from server.web.static import Shelf
from tests.web.venue import CODE, Venue


async def test_a_file_asked_for_by_its_content_is_kept_for_ever(venue: Venue) -> None:
    stranger = await venue.stranger()
    answer = await stranger.get(static_url("css/base.css"))
    assert answer.text == (STATIC / "css/base.css").read_text()
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


async def test_a_file_asked_for_by_another_content_is_not_kept(venue: Venue) -> None:
    stranger = await venue.stranger()
    for address in ("/static/css/base.css", "/static/css/base.css?v=000000000000"):
        assert (await stranger.get(address)).headers["cache-control"] == "no-cache"


async def test_what_a_browser_has_is_not_sent_again(venue: Venue) -> None:
    stranger = await venue.stranger()
    tag = (await stranger.get("/static/app.js")).headers["etag"]
    again = await stranger.get("/static/app.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_text_is_compressed_for_those_who_can_read_it(venue: Venue) -> None:
    stranger = await venue.stranger()
    plain = await stranger.get("/static/app.js", headers={"Accept-Encoding": "identity"})
    small = await stranger.get("/static/app.js", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert small.text == plain.text
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


async def test_a_page_is_compressed_too(venue: Venue) -> None:
    phone = await venue.phone()
    assert (await phone.get(f"/m/{CODE}")).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "name",
    [
        "nowhere.css",
        "vendor/words/fr.json",
        "vendor/words/LICENSE",
        "",
        "css",
        "../pyproject.toml",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/pyproject.toml",
        "/etc/passwd",
        "vendor/VENDORED.md",
        "app.js%00",
        "a" * 5000 + ".css",
    ],
)
async def test_nothing_else_of_the_disk_can_be_read(venue: Venue, name: str) -> None:
    assert (await (await venue.stranger()).get(f"/static/{name}")).status_code == 404


def test_a_file_outside_the_folder_is_not_served_whatever_its_kind(tmp_path: Path) -> None:
    inside = tmp_path / "static"
    inside.mkdir()
    (inside / "app.css").touch()
    (tmp_path / "secret.css").touch()
    (inside / "way-out.css").symlink_to(tmp_path / "secret.css")
    shelf = Shelf(inside)
    assert shelf._find("app.css") == inside / "app.css"
    for name in ("../secret.css", str(tmp_path / "secret.css"), "way-out.css", "app.css/../../secret.css"):
        with pytest.raises(Refusing):
            shelf._find(name)


async def test_the_code_leads_to_the_hall_at_the_address_that_people_use(venue: Venue) -> None:
    phone = await venue.phone()
    answer = await phone.get("/qr/main.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == picture(f"{venue.origin}/m/{CODE}/main")
    assert answer.content != (await phone.get("/qr/side.svg")).content
    assert (await phone.get("/qr/nowhere.svg")).status_code == 404


def test_the_code_has_no_style_and_fits_where_it_is_put() -> None:
    drawn = picture("http://127.0.0.1/m/AIX7").decode()
    assert "viewBox" in drawn
    assert "style" not in drawn
    assert " width=" not in drawn.partition(">")[0]


def test_the_folder_of_static_files_is_the_one_of_the_checkout() -> None:
    assert Path(__file__).parents[2] / "static" == STATIC


async def test_a_flood_of_invented_hosts_draws_little_and_takes_nothing_from_the_real_one(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(address: str) -> bytes:
        drawn.append(address)
        return address.encode()

    monkeypatch.setattr(qr, "drawn_once", draw)
    picture.cache_clear()
    phone, screen = await venue.phone(), await venue.staff("projector", "main")
    real = (await phone.get("/qr/main.svg")).content
    answers = [
        await phone.get("/qr/main.svg", headers={"Host": f"host-{at}.example:8000"}) for at in range(150)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all(answer.headers["retry-after"] for answer in refused)
    burst = RATES["drawing"].burst
    assert burst <= len(answers) - len(refused) < 2 * burst
    assert len(drawn) == len(answers) - len(refused) + 1
    # The real one is not drawn again, and whoever is on the staff is believed.
    assert (await phone.get("/qr/main.svg")).content == real
    assert (await screen.get("/qr/main.svg", headers={"Host": "hall.local"})).status_code == 200
    assert len(drawn) == len(answers) - len(refused) + 2
    picture.cache_clear()


@pytest.mark.parametrize("address", [Address("https://hall.example/entaku")])
async def test_with_a_public_address_nothing_is_drawn_for_another(venue: Venue, address: Address) -> None:
    phone = await venue.phone()
    for host in ("evil.example", "127.0.0.1"):
        answer = await phone.get("/qr/main.svg", headers={"Host": host})
        assert answer.content == picture(f"{address.public_url}/m/{CODE}/main")
