"""The facts that a log adds up to: the folded state without what is empty or as it is by default.

A digest of the state changes whenever the state gets a new field. Facts do not, as long as the field keeps
its default for a log that was written before there was the field. They are text that a person can compare.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from server.room.state import PollRecord, State

# Fields that were added after a release and are not at their default when its log is replayed, because they
# are computed from what was written all along. Facts of that release do not speak of them.
COMPUTED_SINCE: Mapping[str, Mapping[type, frozenset[str]]] = {
    "0.1.0": {State: frozenset({"counted"}), PollRecord: frozenset({"opened_at"})}
}


def facts_of(state: State, release: str) -> str:
    """The facts as the given release knew them: JSON with sorted keys, a line for each."""
    since = COMPUTED_SINCE.get(release, {})
    return json.dumps(_facts(state, since), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def sha256(facts: str) -> str:
    """The fingerprint of facts."""
    return hashlib.sha256(facts.encode()).hexdigest()


def _facts(value: Any, since: Mapping[type, frozenset[str]]) -> Any:
    if isinstance(value, msgspec.Struct):
        later = since.get(type(value), frozenset())
        told = {
            field.encode_name: getattr(value, field.name)
            for field in msgspec.structs.fields(value)
            if field.name not in later and getattr(value, field.name) != _default(field)
        }
        return {name: _facts(one, since) for name, one in told.items()}
    if isinstance(value, Mapping):
        return {str(key): _facts(one, since) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_facts(one, since) for one in value]
    return value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    """The default of a field; of a required one a value that nothing equals."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
