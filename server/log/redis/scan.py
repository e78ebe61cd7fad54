"""Looking for keys by how their names are written: slow in a Redis of millions, and so for rare occasions."""

from server.log.redis.link import RedisLink

PAGE = 1000


async def all_like(link: RedisLink, pattern: str) -> list[str]:
    """Every key whose name is like this, in order."""
    cursor, names = b"0", set[str]()
    while True:
        cursor, page = await link.ask("SCAN", cursor, "MATCH", pattern, "COUNT", PAGE)
        names.update(name.decode() for name in page)
        if cursor == b"0":
            return sorted(names)
