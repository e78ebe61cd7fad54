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
    if policy != "noeviction":
        return f"deletes data when its memory is full (maxmemory-policy {policy}); set it to noeviction"
    return None


def weakness(facts: dict[str, str], fsync: bytes | None) -> str | None:
    """Say why this Redis may lose what it has confirmed, if it may; `fsync` is None if it does not tell."""
    if facts.get("aof_enabled") != "1":
        return f"keeps entries in memory only, so that a restart may lose them; set {WANTED}"
    if fsync is None:
        return f"does not tell how soon entries are on its disk; see to it that it has {WANTED}"
    if fsync != b"always":
        return (
            f"writes entries to its disk late (appendfsync {fsync.decode()}), so that a crash may lose the"
            f" last of them; set {WANTED}"
        )
    return None
