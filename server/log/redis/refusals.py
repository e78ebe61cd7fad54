"""What Redis refuses and where it fails, told in a sentence."""

import os
import re
import ssl
from collections.abc import Iterator

from redis import exceptions as redis
from redis.asyncio.sentinel import MasterNotFoundError

from server.log.base import LogFull, LogUnavailable
from server.log.redis import checks
from server.log.redis.address import PATIENCE
from server.log.redis.guard import EVICTS

# Redis looks whether it may write before a script begins: nothing of it was done.
REFUSED_WRITES = {"OOM", "MISCONF", "NOREPLICAS"}
SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (redis.AuthenticationError, "does not accept the name or the password in its address"),
    (redis.BusyLoadingError, "is still loading its data"),
    (redis.NoPermissionError, "does not let this user do what Entaku needs: {reason}"),
    (redis.ReadOnlyError, "is a replica, which cannot be written; the primary is needed"),
    (MasterNotFoundError, "cannot be found: they know of no primary by that name, or do not answer"),
    (redis.InvalidResponse, "does not answer as a Redis does"),
    (redis.ResponseError, "refused: {reason}"),
    (redis.ConnectionError, "cannot be reached: {reason}"),
    (TimeoutError, f"did not answer within {PATIENCE:.0f} seconds"),
    (redis.TimeoutError, f"did not answer within {PATIENCE:.0f} seconds"),
    (RuntimeError, "has ended the connection"),  # uvloop's, when it was reset while nobody used it
)
IN_A_SCRIPT = re.compile(r" script: [0-9a-f]{40}, on @user_script:.*")
FORBIDDEN = "user executing the script can't"  # said by Redis 7.0, which does not say what
FAILURES = tuple(kind for kind, _ in SENTENCES)


def refusal(said: str, error: Exception) -> LogFull | LogUnavailable:
    """Say what went wrong with the Redis that is called so."""
    if FORBIDDEN in str(error):
        error = redis.NoPermissionError("it may not run a command of a script")
    code = getattr(error, "status_code", None) or str(error).partition(" ")[0]
    if code == EVICTS:
        return LogUnavailable(f"Redis at {said} {checks.evicts(str(error).rpartition(' ')[2])}.")
    if code in REFUSED_WRITES:
        return LogFull(f"Redis at {said} does not take writes now: {_reason(error)}.")
    sentence = next(sentence for kind, sentence in SENTENCES if isinstance(error, kind))
    return LogUnavailable(f"Redis at {said} {sentence.format(reason=_reason(error))}.")


def may_pass(refused: BaseException) -> bool:
    """Whether the same may go well in a moment, because Redis is not there yet."""
    cause = refused.__cause__
    passing = redis.ConnectionError | redis.TimeoutError | TimeoutError
    lasting = redis.AuthenticationError | ssl.SSLError
    return isinstance(cause, passing) and not any(isinstance(error, lasting) for error in _chain(cause))


def _reason(error: BaseException) -> str:
    for deeper in _chain(error):
        if isinstance(deeper, ssl.SSLError):
            return getattr(deeper, "verify_message", "") or f"TLS failed ({deeper.reason})"
        if isinstance(deeper, OSError) and deeper.errno:
            return os.strerror(deeper.errno) if deeper.errno > 0 else str(deeper.strerror)
    return IN_A_SCRIPT.sub("", str(error)).strip().rstrip(".")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
