"""What the moderator's desk shows for one hall: the questions, the run of show, and what the hall sees."""

from server.views.desk.item import Item
from server.views.desk.page import Desk, desk

__all__ = ["Desk", "Item", "desk"]
