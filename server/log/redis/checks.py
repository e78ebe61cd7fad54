"""What a Redis must be to keep a meeting, judged by what it tells of itself."""

OLDEST = 7
WANTED = "`appendonly yes` and `appendfsync always`"


def facts(told: bytes) -> dict[str, str]:
    """Take the answer to INFO apart."""
    lines = (line.partition(":") for line in told.decode(errors="replace").splitlines())
    return {name: value for name, colon, value in lines if colon}


def unfit(facts: dict[str, str]) -> str | None:
    """Say why this Redis cannot be used, if it cannot."""
    version, policy = facts.get("redis_version", ""), facts.get("maxmemory_policy", "noeviction")
    if facts.get("server_name") != "valkey" and int(version.partition(".")[0] or OLDEST) < OLDEST:
        return f"is version {version}; Entaku needs {OLDEST}.0 or newer, or Valkey"
    if facts.get("cluster_enabled") == "1":
        return "is a part of a Redis Cluster, which Entaku does not use; a single Redis or Sentinel is needed"
    if facts.get("role") == "slave":
        return "is a replica, which cannot be written; the primary is needed"
    return evicts(policy) if policy != "noeviction" else None


def evicts(policy: str) -> str:
    """Say what is wrong with a policy by which entries are deleted."""
    return f"deletes data when its memory is full (maxmemory-policy {policy}); set it to noeviction"


def weakness(facts: dict[str, str], settings: dict[bytes, bytes]) -> str | None:
    """Say why this Redis may lose what it has confirmed, if it may; it may keep its `settings` to itself."""
    fsync = settings.get(b"appendfsync")
    if facts.get("aof_enabled") != "1":
        return f"keeps entries in memory only, so that a restart may lose them; set {WANTED}"
    if fsync is None:
        return f"does not tell how soon entries are on its disk; see to it that it has {WANTED}"
    if fsync != b"always":
        return (
            f"writes entries to its disk late (appendfsync {fsync.decode()}), so that a crash may lose the"
            f" last of them; set {WANTED}"
        )
    if settings.get(b"aof-load-truncated") == b"yes":
        return (
            "cuts off a file that ends in the middle of something by itself, and not always where it should,"
            " so that a later restart may lose entries; set `aof-load-truncated no`"
        )
    return None
