"""Words from the moderator: cues to the stage with a receipt, and announcements to the hall."""

import msgspec

from moderation import text as wording
from moderation.cues import known_cue, may_send
from server.room.acceptance import acceptable
from server.room.base import Command, Event, Mark, Refusal, Stamp
from server.room.state import Announcement, Cue, State
from server.room.wording import LANGUAGES, Text


def cleaned(text: Text, limit: int) -> Text | Refusal:
    """The text with each language cleaned, or why one of them is not acceptable."""
    words = {lang: wording.clean(text.in_(lang)) for lang in LANGUAGES}
    refusals = [acceptable(said, limit) for said in words.values() if said]
    return next((refused for refused in refusals if refused), Text(**words))


class CueSent(Event, tag="cue-sent", frozen=True):
    """A short message went to the stage of a hall, replacing the one before it."""

    hall: str
    preset: str = ""
    text: Text = Text()
    speaker: str = ""

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        if self.hall not in state.halls:
            return Refusal.UNKNOWN_HALL
        if self.preset:
            return None if known_cue(self.preset) else Refusal.UNKNOWN_CUE
        return None if self.text else Refusal.EMPTY

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall),)

    def apply(self, state: State, stamp: Stamp) -> None:
        cue = Cue(str(stamp.seq), stamp.at, self.preset, self.text, self.speaker)
        state.halls[self.hall] = msgspec.structs.replace(state.halls[self.hall], cue=cue)


class SendCue(Command, tag="cue", frozen=True):
    """Send a preset or a free cue to the stage; free words may be given in several languages."""

    hall: str
    preset: str = ""
    fr: str = ""
    ja: str = ""
    en: str = ""
    speaker: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        if not may_send(stamp.role, self.preset):
            return Refusal.NOT_ALLOWED
        if self.preset:
            return CueSent(self.hall, self.preset, speaker=self.speaker)
        text = cleaned(Text(self.fr, self.ja, self.en), wording.CUE_LIMIT)
        return text if isinstance(text, Refusal) else CueSent(self.hall, text=text, speaker=self.speaker)


class CueSeen(Event, tag="cue-seen", frozen=True):
    """Someone on stage said that they saw the cue."""

    hall: str
    cue: str

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        if record.cue is None or record.cue.id != self.cue:
            return Refusal.UNKNOWN_CUE
        return Refusal.NOTHING_CHANGED if record.cue.seen_at else None

    def apply(self, state: State, stamp: Stamp) -> None:
        record = state.halls[self.hall]
        if record.cue:
            seen = msgspec.structs.replace(record.cue, seen_at=stamp.at)
            state.halls[self.hall] = msgspec.structs.replace(record, cue=seen)


class AcknowledgeCue(Command, tag="acknowledge-cue", frozen=True):
    """Say that the cue on the stage monitor was seen."""

    hall: str
    cue: str

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        return CueSeen(self.hall, self.cue)


class AnnouncementMade(Event, tag="announcement-made", frozen=True):
    """A message went to everyone in a hall; an empty one takes the message away."""

    hall: str
    text: Text = Text()

    def refusal(self, state: State, stamp: Stamp) -> Refusal | None:
        record = state.halls.get(self.hall)
        if record is None:
            return Refusal.UNKNOWN_HALL
        return None if self.text or record.announcement else Refusal.NOTHING_CHANGED

    def marks(self, state: State) -> tuple[Mark, ...]:
        return (Mark("halls", self.hall),)

    def apply(self, state: State, stamp: Stamp) -> None:
        made = Announcement(str(stamp.seq), self.text) if self.text else None
        record = msgspec.structs.replace(state.halls[self.hall], announcement=made)
        if made is None and record.scene.kind == "announcement":
            record = msgspec.structs.replace(record, scene=type(record.scene)())
        state.halls[self.hall] = record


class Announce(Command, tag="announce", frozen=True):
    """Announce something to a hall, or, with no words, take the announcement away."""

    hall: str
    fr: str = ""
    ja: str = ""
    en: str = ""

    def propose(self, state: State, stamp: Stamp) -> Event | Refusal:
        text = cleaned(Text(self.fr, self.ja, self.en), wording.ANNOUNCEMENT_LIMIT)
        return text if isinstance(text, Refusal) else AnnouncementMade(self.hall, text)
