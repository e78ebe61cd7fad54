"""What a label is called, for whoever reads it away from the desk: there are codes among them."""

from server.room.programme import Session
from server.room.state import State
from server.room.wording import Text
from server.views.desk.labels import labels_of, named


def label_text(state: State, session: Session | None, code: str) -> Text:
    """A label of the programme in its words; empty for one that is words itself, or not planned any more."""
    (label,) = labels_of((code,), named(state.programme, session))
    goal = f"SDG {label.name}"
    return Text(goal.replace("SDG", "ODD"), goal, goal) if label.kind == "sdg" else label.text
