"""A browser agrees on compression by itself, and what it says and is shown by such a socket is right."""

from playwright.sync_api import CDPSession, expect

from tests.browser.hall import ON_FILES, Hall

pytestmark = ON_FILES


def extensions_seen_by(network: CDPSession) -> list[str]:
    """What the browser and the server agree on, for every socket that opens from now on."""
    seen: list[str] = []

    def note(event: dict[str, dict[str, dict[str, str]]]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        seen.append(headers.get("sec-websocket-extensions", ""))

    network.on("Network.webSocketHandshakeResponseReceived", note)
    network.send("Network.enable")
    return seen


def test_a_vote_made_by_a_compressed_socket_counts_and_the_screen_follows(hall: Hall) -> None:
    phone, desk = hall.phone("fr"), hall.desk()
    seen = extensions_seen_by(phone.page.context.new_cdp_session(phone.page))
    phone.page.reload()
    phone.wait_until_live()
    assert len(seen) == 1
    assert seen[0].startswith("permessage-deflate")
    desk.start()
    desk.open_poll()
    expect(phone.find("form[action='/do/vote']")).to_be_visible()
    phone.vote(0)
    phone.voted()
