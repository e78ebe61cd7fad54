"""The preset cues to the stage, and who may send which; their words are in the catalogues."""

from enum import StrEnum

from moderation.permissions import Role, may


class Preset(StrEnum):
    """What a moderator or an interpreter says most often to a speaker."""

    TWO_MINUTES = "two-minutes"
    CONCLUDE = "conclude"
    ANSWER_THE_QUESTION = "answer-the-question"
    NEXT_SPEAKER = "next-speaker"
    LOUDER = "louder"
    MICROPHONE = "microphone"
    SLOWER = "slower"
    REPEAT = "repeat"
    TERM = "term"


FOR_INTERPRETERS = (Preset.SLOWER, Preset.REPEAT, Preset.MICROPHONE, Preset.TERM)
FOR_MODERATORS = tuple(preset for preset in Preset if preset is not Preset.TERM)


def known_cue(preset: str) -> bool:
    """Whether a preset of this name exists."""
    return preset in Preset.__members__.values()


def may_send(role: str, preset: str) -> bool:
    """Whether this role may send this cue, where no preset means free words: an interpreter has four."""
    return may(role, "cue") and (role != Role.INTERPRETER or preset in FOR_INTERPRETERS)
