"""What the tests of faults are given."""

from collections.abc import Callable

import pytest

from tests.live.house import House


@pytest.fixture
def house() -> House:
    """Screens without a clock, over a room in which a question waits and another is live."""
    return House()


@pytest.fixture
def report(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say a figure on the terminal, if this is the full form of a test: the short ones measure nothing."""

    def say(figure: str) -> None:
        if request.node.get_closest_marker("soak"):
            with capsys.disabled():
                print(f"\n{request.node.name}: {figure}")

    return say
