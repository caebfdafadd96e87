"""The tables, by area. Importing this package fills `metadata`."""

from sqlmodel import SQLModel

from store.models.ideas import Idea, IdeaChange, IdeaSupport, Media
from store.models.outbox import CallList, Lease, Mark, Outbox
from store.models.people import Address, Conversation, Resident
from store.models.report import Measure
from store.models.talk import Call, Missed, Received, Thread, ThreadMessage, Unread

metadata = SQLModel.metadata

__all__ = [
    "Address",
    "Call",
    "CallList",
    "Conversation",
    "Idea",
    "IdeaChange",
    "IdeaSupport",
    "Lease",
    "Mark",
    "Measure",
    "Media",
    "Missed",
    "Outbox",
    "Received",
    "Resident",
    "Thread",
    "ThreadMessage",
    "Unread",
    "metadata",
]
