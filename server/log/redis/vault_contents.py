"""All that a shared vault holds, read and written at once when a meeting moves; nobody else uses it then."""

from server.log.redis.link import RedisLink
from server.log.redis.scan import all_like
from server.log.vault import KeptLink, KeptPass, VaultContents


async def read(link: RedisLink, prefix: str, at: int) -> VaultContents:
    """Give everything under the prefix; of the passes those that are valid at that moment still."""
    links = await _links(link, prefix)
    known = {each.id for each in links}
    passes = [
        KeptPass(bytes.fromhex(name), int(of), int(expires))
        for name in await _below(link, f"{prefix}pass:")
        for of, expires in [await link.ask("HMGET", f"{prefix}pass:{name}", "link", "expires")]
        if of is not None
    ]
    drawn = [
        (poll, await link.ask("GET", f"{prefix}key:{poll}") or None)
        for poll in await _below(link, f"{prefix}key:")
    ]
    return VaultContents(
        tuple(drawn),
        tuple(links),
        tuple(each for each in passes if each.expires > at and each.link in known),
        int(await link.ask("GET", f"{prefix}last-link") or 0),
        await link.ask("GET", f"{prefix}signing-key"),
    )


async def write(link: RedisLink, prefix: str, contents: VaultContents) -> None:
    """Put this where there is nothing."""
    for poll, key in contents.keys:
        await link.ask("SET", f"{prefix}key:{poll}", key or b"")
    for id, role, subject, hash in contents.links:
        await link.ask("HSET", f"{prefix}link:{id}", "role", role, "subject", subject)
        await link.ask("HSET", f"{prefix}tokens", hash.hex(), id)
    for hash, of, expires in contents.passes:
        name = f"{prefix}pass:{hash.hex()}"
        await link.ask("HSET", name, "link", of, "expires", expires)
        await link.ask("ZADD", f"{prefix}passes:{of}", expires, hash.hex())
    if contents.last_link:
        await link.ask("SET", f"{prefix}last-link", contents.last_link)
    if contents.signing_key:
        await link.ask("SET", f"{prefix}signing-key", contents.signing_key)


async def _links(link: RedisLink, prefix: str) -> list[KeptLink]:
    tokens = await link.ask("HGETALL", f"{prefix}tokens")
    found = []
    for hash, id in zip(tokens[::2], tokens[1::2], strict=True):
        role, subject = await link.ask("HMGET", f"{prefix}link:{int(id)}", "role", "subject")
        found.append(KeptLink(int(id), role.decode(), subject.decode(), bytes.fromhex(hash.decode())))
    return sorted(found)


async def _below(link: RedisLink, start: str) -> list[str]:
    """What the names that begin like this go on with, in order."""
    return sorted(name.removeprefix(start) for name in await all_like(link, f"{start}*"))
