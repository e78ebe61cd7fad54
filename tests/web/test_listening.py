"""Listening sockets: what they hold for a reader, and ports that are taken."""

import contextlib
import socket

import pytest

from server.web import listening


def test_a_port_that_is_taken_is_an_error_of_the_system() -> None:
    with listening.listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listening.listen("127.0.0.1", first.getsockname()[1])


def test_a_listening_socket_bounds_what_waits_for_a_reader() -> None:
    with listening.listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 4 * listening.SEND_BUFFER
        patience = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        assert patience == listening.READER_GONE_AFTER


def test_what_ends_dead_connections_is_handed_on_to_those_that_are_accepted() -> None:
    with (
        listening.listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        found = {
            name: accepted.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
            for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
        }
        assert found == {
            "TCP_USER_TIMEOUT": listening.READER_GONE_AFTER,
            "TCP_KEEPIDLE": listening.ASKED_AFTER,
            "TCP_KEEPINTVL": listening.ASKED_EVERY,
            "TCP_KEEPCNT": listening.ASKED_TIMES,
        }
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 4 * listening.SEND_BUFFER


def test_a_connection_may_be_accepted_at_any_of_the_doors() -> None:
    with contextlib.ExitStack() as closing:
        doors = [closing.enter_context(door) for door in listening.doors(listening.listen("127.0.0.1", 0))]
        assert len(doors) == listening.DOORS
        assert len({door.getsockname() for door in doors}) == 1
        for door in doors:
            with socket.create_connection(doors[0].getsockname()), door.accept()[0] as accepted:
                assert accepted.fileno() > 0
