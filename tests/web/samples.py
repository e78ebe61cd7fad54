"""For every command, fields that can be read; whether they make sense in a meeting is another matter."""

from typing import Any

SAMPLES: dict[str, dict[str, Any]] = {
    "acknowledge-cue": {"hall": "main", "cue": "1"},
    "acknowledge-loss": {},
    "adjust-timer": {"hall": "main", "seconds": 60},
    "announce": {"hall": "main", "fr": "Pause de dix minutes", "ja": "10分間の休憩です", "en": "A break"},
    "answer": {"question": "why"},
    "approve": {"question": "why"},
    "ask": {"question": "a-question-of-mine", "session": "talk", "text": "Why?"},
    "blank": {"hall": "main"},
    "close-poll": {"poll": "where"},
    "cue": {"hall": "main", "preset": "slower"},
    "dismiss": {"question": "why", "reason": "Asked before"},
    "edit": {"question": "why", "text": "Why not?"},
    "end-session": {"session": "craft"},
    "erase": {"question": "why"},
    "hide-poll": {"poll": "where"},
    "open-poll": {"poll": "where"},
    "plan-programme": {
        "programme": {
            "code": "PORT24",
            "title": {"en": "Another meeting"},
            "halls": [{"id": "main", "name": {"en": "Main"}}],
            "sessions": [],
        }
    },
    "report-loss": {"lost": 12, "since": 1_778_578_200_000},
    "restore": {"question": "why"},
    "retract": {"question": "why"},
    "reveal-poll": {"poll": "where"},
    "set-language": {"language": "fr"},
    "set-name": {"name": "Zoé"},
    "set-review-mode": {"session": "talk", "mode": "publish"},
    "show-scene": {"hall": "main", "scene": "waiting"},
    "stage": {"question": "why"},
    "start-session": {"session": "craft"},
    "start-timer": {"hall": "main", "seconds": 300},
    "stop-timer": {"hall": "main"},
    "unblank": {"hall": "main"},
    "undo": {},
    "unstage": {"hall": "main"},
    "upvote": {"question": "why"},
    "vote": {"poll": "where", "choice": ["a"]},
    "withdraw": {"question": "why"},
}
