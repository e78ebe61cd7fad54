"""A small meeting for the tests: two halls, three sessions, and what belongs to them."""

import msgspec

from server.room.programme import Hall, Option, Poll, PreparedQuestion, Programme, Session, Speaker, Theme
from server.room.wording import Text

OPTIONS = (
    Option("a", Text("Eau", "水", "Water")),
    Option("b", Text("Bois", "木", "Wood")),
    Option("c", Text("Rien", "なし", "None")),
)

RT1 = Session(
    id="rt1",
    hall="main",
    kind="round-table",
    title=Text("Les élus", "首長", "Officials"),
    speakers=(
        Speaker("tours", Text("Maire de Tours", "トゥール市長", "Mayor of Tours")),
        Speaker("kobe", Text("Maire de Kobe", "神戸市長", "Mayor of Kobe"), language="ja"),
    ),
    themes=(Theme("floods", Text("Crues", "洪水", "Floods")),),
    questions=(
        PreparedQuestion("rt1-q1", Text("Pourquoi ?", "なぜですか。", "Why?"), theme="floods"),
        PreparedQuestion("rt1-q2", Text("Comment ?", "どうやって。", "How?")),
    ),
    polls=(
        Poll("rt1-p1", Text("Quoi ?", "何ですか。", "What?"), OPTIONS),
        Poll("rt1-p2", Text("Lesquels ?", "どれですか。", "Which?"), OPTIONS, kind="multiple", at_most=2),
    ),
)
RT2 = Session(
    id="rt2",
    hall="main",
    kind="round-table",
    title=Text("Les experts", "専門家", "Experts"),
    questions=(PreparedQuestion("rt2-q1", Text("Quand ?", "いつですか。", "When?")),),
    polls=(Poll("rt2-p1", Text("Où ?", "どこですか。", "Where?"), OPTIONS),),
)
WORKSHOP = Session(
    id="ws",
    hall="side",
    kind="workshop",
    title=Text("L'atelier", "分科会", "Workshop"),
    questions=(PreparedQuestion("ws-q1", Text("Qui ?", "誰ですか。", "Who?")),),
    polls=(Poll("ws-p1", Text("Combien ?", "いくつ。", "How many?"), OPTIONS),),
)
PLAN = Programme(
    code="PORT24",
    title=Text("Deux ports", "二つの港", "Two ports"),
    halls=(
        Hall("main", Text("Grande salle", "大ホール", "Main hall")),
        Hall("side", Text("Petite salle", "小ホール", "Side room")),
    ),
    sessions=(RT1, RT2, WORKSHOP),
)


def plan_of(*sessions: Session) -> Programme:
    """The same meeting with other sessions."""
    return msgspec.structs.replace(PLAN, sessions=sessions)
