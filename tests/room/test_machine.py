"""The whole room under anything that people, other versions and accidents can put into its log."""

import pytest
from hypothesis import Phase, settings

from tests.room.machine import Meeting


class LongMeeting(Meeting):
    """The same, for longer."""


# Making a failure smaller takes longer than a test may: what is reported is long, but it can be read.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(
    max_examples=80, stateful_step_count=60, deadline=None, phases=WITHOUT_SHRINKING
)
TestLongMeeting = pytest.mark.soak(LongMeeting.TestCase)
TestLongMeeting.settings = settings(TestMeeting.settings, max_examples=400, stateful_step_count=120)
