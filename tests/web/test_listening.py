"""Listening sockets: what they hold for a reader, and ports that are taken."""

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
