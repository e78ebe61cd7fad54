"""What translators see of one hall: the questions that still lack a language, the most urgent first."""

from server.views.translating.page import Tasks, Translate, TranslateBar, translate
from server.views.translating.task import Task, Votes, Writers
from server.views.translating.urgency import Urgency

__all__ = ["Task", "Tasks", "Translate", "TranslateBar", "Urgency", "Votes", "Writers", "translate"]
