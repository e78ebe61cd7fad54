"""The cues to the stage, and who may send which."""

import pytest

from moderation.cues import FOR_INTERPRETERS, FOR_MODERATORS, Preset, known_cue, may_send
from moderation.permissions import Role


@pytest.mark.parametrize("preset", Preset)
def test_every_preset_is_known_by_its_name(preset: Preset) -> None:
    assert known_cue(str(preset))


@pytest.mark.parametrize("name", ["", "TERM", "faster"])
def test_any_other_name_is_unknown(name: str) -> None:
    assert not known_cue(name)


def test_every_preset_is_offered_to_someone() -> None:
    assert {*FOR_INTERPRETERS, *FOR_MODERATORS} == set(Preset)


def test_only_an_interpreter_is_offered_to_ask_for_a_term() -> None:
    assert Preset.TERM not in FOR_MODERATORS


@pytest.mark.parametrize("preset", ["slower", "repeat", "microphone", "term"])
def test_an_interpreter_may_ask_for_clear_speech(preset: str) -> None:
    assert may_send(Role.INTERPRETER, preset)


@pytest.mark.parametrize(
    "preset", ["", "two-minutes", "conclude", "answer-the-question", "next-speaker", "louder"]
)
def test_an_interpreter_may_not_lead_the_debate(preset: str) -> None:
    assert not may_send(Role.INTERPRETER, preset)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ORGANISER])
@pytest.mark.parametrize("preset", ["", *Preset])
def test_the_desk_may_send_every_cue_and_free_words(role: Role, preset: str) -> None:
    assert may_send(role, preset)


@pytest.mark.parametrize("role", ["audience", "projector", "stage", "speaker", "system", "nobody"])
@pytest.mark.parametrize("preset", ["", *Preset])
def test_nobody_else_may_send_a_cue(role: str, preset: str) -> None:
    assert not may_send(role, preset)
