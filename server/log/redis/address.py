"""Where a Redis is: an address as an operator writes it, and the connections that it leads to."""

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis.asyncio.connection import Connection, ConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

from server.log.base import LogUnavailable

REDIS_PORT, SENTINEL_PORT = 6379, 26379
PATIENCE = 2.0  # seconds until something that was asked counts as lost
HASTE = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}  # there is another sentinel to ask
FORMS = (
    "write redis://HOST:PORT/0, rediss:// for TLS, unix:///PATH,"
    " or sentinel://HOST:PORT,HOST:PORT/NAME (sentinels:// for TLS)"
)
TLS_FILES = {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"}
TLS_OPTIONS = {"ssl_ca_path", "ssl_cert_reqs", "ssl_check_hostname", *TLS_FILES}
OPTIONS = {
    "redis": set[str](),
    "rediss": TLS_OPTIONS,
    "unix": {"db", "username", "password"},
    "sentinel": {"sentinel_username", "sentinel_password"},
    "sentinels": {"sentinel_username", "sentinel_password", *TLS_OPTIONS},
}
# Nothing is sent twice unasked: whoever asks decides that. RESP2 asks an ACL user for fewer rights.
COMMON: dict[str, Any] = {
    "protocol": 2,
    "driver_info": None,
    "socket_timeout": None,
    "socket_connect_timeout": PATIENCE,
    "socket_read_size": 1 << 18,
}


class Address(NamedTuple):
    """The connections to one Redis, and what it is called in a sentence, where no password belongs."""

    pool: Any  # a ConnectionPool, whose methods have no types
    said: str


def address(text: str) -> Address:
    """Understand an address; raises LogUnavailable with one sentence."""
    try:
        return _understood(urlsplit(text))
    except ValueError as error:
        # Without the error's own text and chain, in which a part of the password may be.
        reason = str(error) if isinstance(error, _Unclear) else "it is not an address"
        raise LogUnavailable(f"The address of Redis cannot be used: {reason}; {FORMS}.") from None


class _Unclear(ValueError):
    """What is wrong with an address, without a word of its password."""


def _understood(url: SplitResult) -> Address:
    rest = "".join(url[2:])
    if url.scheme != "unix" and "@" in rest and "@" not in url.netloc:
        raise _Unclear("in a name or a password, / is written %2F, ? is %3F and # is %23")
    if url.scheme in ("redis", "rediss"):
        return _direct(url)
    if url.scheme == "unix":
        return _local(url)
    if url.scheme in ("sentinel", "sentinels"):
        return _watched(url)
    raise _Unclear("it does not begin with redis://, rediss://, unix://, sentinel:// or sentinels://")


def _direct(url: SplitResult) -> Address:
    host, port = url.hostname or "localhost", url.port or REDIS_PORT
    tls = url.scheme == "rediss"
    given = {**COMMON, "host": host, "port": port, "db": _database(url.path), **_login(url)}
    kind = SSLConnection if tls else Connection
    pool = ConnectionPool(connection_class=kind, **given, **_options(url))
    return Address(pool, _joined(host, port))


def _local(url: SplitResult) -> Address:
    path = unquote(url.path)
    if not path or url.hostname:
        raise _Unclear("a path begins with a slash")
    given = {**COMMON, "path": path, **_login(url), **_options(url)}
    return Address(ConnectionPool(connection_class=UnixDomainSocketConnection, **given), path)


def _watched(url: SplitResult) -> Address:
    tls = url.scheme == "sentinels"
    service, _, database = url.path.strip("/").partition("/")
    if not service:
        raise _Unclear("the name by which the sentinels know it is missing")
    hosts = [_host(part) for part in url.netloc.rpartition("@")[2].split(",")]
    options = _options(url)
    asking = {name: options.pop(f"sentinel_{name}", None) for name in ("username", "password")}
    both = {**COMMON, **options, "ssl": tls}
    ask = {**both, **asking, **HASTE, "retry": Retry(NoBackoff(), 0)}
    sentinel = Sentinel(hosts, sentinel_kwargs=ask)  # type: ignore[no-untyped-call]
    given = {**both, **_login(url), "db": _database(database)}
    pool = SentinelConnectionPool(service, sentinel, **given)  # type: ignore[no-untyped-call]
    said = ", ".join(_joined(*host) for host in hosts)
    return Address(pool, f"{service} (sentinels at {said})")


def _login(url: SplitResult) -> dict[str, str]:
    named = {"username": url.username, "password": url.password}
    return {name: unquote(value) for name, value in named.items() if value}


def _options(url: SplitResult) -> dict[str, Any]:
    options: dict[str, Any] = dict(parse_qsl(url.query, keep_blank_values=True))
    if unknown := options.keys() - OPTIONS[url.scheme]:
        raise _Unclear(f"{min(unknown)} is no option of {url.scheme}://")
    for name in TLS_FILES & options.keys():
        if not Path(options[name]).is_file():
            raise _Unclear(f"{name} is {options[name]}, where no file is")
    if "db" in options:
        options["db"] = _database(options["db"])
    if "ssl_check_hostname" in options:
        options["ssl_check_hostname"] = options["ssl_check_hostname"].lower() not in ("0", "false", "no")
    if options.get("ssl_cert_reqs", "none") not in ("none", "optional", "required"):
        raise _Unclear("ssl_cert_reqs is none, optional or required")
    return options


def _database(path: str) -> int:
    number = path.strip("/") or "0"
    if not number.isdecimal():
        raise _Unclear("a database has a number")
    return int(number)


def _host(text: str) -> tuple[str, int]:
    part = urlsplit(f"//{text}")
    if not part.hostname:
        raise _Unclear("a sentinel has no host")
    return part.hostname, part.port or SENTINEL_PORT


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
