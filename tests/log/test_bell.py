"""A bell wakes who waits for it, once for all rings so far, and falls silent when its block ends."""

import asyncio

from server.log.bell import Bell, Bells


async def is_silent(bell: Bell) -> bool:
    """Tell whether waiting goes on after everything that is ready has run."""
    waiting = asyncio.create_task(bell.wait())
    for _ in range(5):
        await asyncio.sleep(0)
    return waiting.cancel()


async def test_a_bell_that_was_answered_is_silent_until_it_rings_again() -> None:
    with Bells().hang("aix") as bell:
        assert await is_silent(bell)
        bell.ring()
        bell.ring()
        await bell.wait()
        assert await is_silent(bell)
        bell.ring()
        await bell.wait()


async def test_bells_ring_for_their_own_meeting() -> None:
    bells = Bells()
    with bells.hang("aix") as aix, bells.hang("kyoto") as kyoto:
        bells.ring("aix")
        await aix.wait()
        assert await is_silent(kyoto)
        bells.ring_all()
        await aix.wait()
        await kyoto.wait()


async def test_a_bell_whose_block_has_ended_is_silent() -> None:
    bells = Bells()
    with bells.hang("aix") as stays:
        with bells.hang("aix") as goes:
            pass
        bells.ring("aix")
        await stays.wait()
        assert await is_silent(goes)
    bells.ring("aix")
    assert await is_silent(stays)
