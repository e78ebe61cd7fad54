"""The preset cues to the stage; their words are in the catalogues."""

from enum import StrEnum


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
