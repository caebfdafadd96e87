"""The tables, by area. Importing this package fills `metadata`."""

from sqlmodel import SQLModel

from store.models.events import (
    Association,
    Event,
    EventChange,
    EventNotice,
    Organiser,
    OrganiserCheck,
    Reminder,
    Signup,
)
from store.models.ideas import Idea, IdeaChange, IdeaIndex, IdeaSupport, IdeaTerm, Media
from store.models.outbox import CallList, Lease, Mark, Outbox
from store.models.people import Address, Conversation, Resident
from store.models.report import Measure
from store.models.talk import Call, Missed, PutQuestion, Received, Thread, ThreadMessage, Unread
from store.models.votes import (
    Ballot,
    BallotBatch,
    DeskCode,
    Election,
    ElectionCount,
    ElectionPicture,
    Proof,
    ReceiptCode,
    Redaction,
    Turnout,
    VoteCheck,
)

metadata = SQLModel.metadata

__all__ = [
    "Address",
    "Association",
    "Ballot",
    "BallotBatch",
    "Call",
    "CallList",
    "Conversation",
    "DeskCode",
    "Election",
    "ElectionCount",
    "ElectionPicture",
    "Event",
    "EventChange",
    "EventNotice",
    "Idea",
    "IdeaChange",
    "IdeaIndex",
    "IdeaSupport",
    "IdeaTerm",
    "Lease",
    "Mark",
    "Measure",
    "Media",
    "Missed",
    "Organiser",
    "OrganiserCheck",
    "Outbox",
    "Proof",
    "PutQuestion",
    "ReceiptCode",
    "Received",
    "Redaction",
    "Reminder",
    "Resident",
    "Signup",
    "Thread",
    "ThreadMessage",
    "Turnout",
    "Unread",
    "VoteCheck",
    "metadata",
]
