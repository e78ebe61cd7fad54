"""What a phone shows. Nothing personal and nothing unreviewed is in here: it goes to everybody alike."""

from server.views.audience.ballot import Ballot
from server.views.audience.page import Audience, Now, OnStage, audience
from server.views.audience.questions import Asking, Card

__all__ = ["Asking", "Audience", "Ballot", "Card", "Now", "OnStage", "audience"]
