"""The terminal: a place that is drawn anew while somebody looks, and Ctrl+C as an end like any other."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.live import Live

SIGNS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def at_a_sign(act: Callable[[], None]) -> Iterator[None]:
    """Within the block, Ctrl+C and the signal TERM do this and nothing else."""
    loop = asyncio.get_running_loop()
    for sign in SIGNS:
        loop.add_signal_handler(sign, act)
    try:
        yield
    finally:
        for sign in SIGNS:
            loop.remove_signal_handler(sign)


@contextmanager
def drawn_anew(console: Console) -> Iterator[Callable[[RenderableType], None]]:
    """Gives what draws; it draws nothing if nobody looks."""
    if not console.is_terminal:
        yield lambda shown: None
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        yield lambda shown: live.update(shown, refresh=True)
