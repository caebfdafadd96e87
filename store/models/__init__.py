"""The tables, by area. Importing this package fills `metadata`."""

from sqlmodel import SQLModel

from store.models.broadcasts import Broadcast, BroadcastChange, BroadcastRecipient
from store.models.consents import Consent, ConsentAsked, ConsentChange
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
from store.models.feedback import Feedback
from store.models.ideas import Idea, IdeaChange, IdeaIndex, IdeaSupport, IdeaTerm, IdeaUndo, Media
from store.models.outbox import CallList, Lease, Mark, Outbox
from store.models.people import Address, Conversation, Resident
from store.models.report import Measure
from store.models.rights import Erased, Forgotten, LinkCheck, PersonJob
from store.models.staff import (
    AuditCheck,
    AuditEntry,
    CannedAnswer,
    CityText,
    FormDraft,
    Passkey,
    SignInStep,
    SignInTry,
    StaffLink,
    StaffMember,
    StaffSession,
)
from store.models.talk import Call, Missed, PutQuestion, Received, Thread, ThreadMessage, ThreadNote, Unread
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
    "AuditCheck",
    "AuditEntry",
    "Ballot",
    "BallotBatch",
    "Broadcast",
    "BroadcastChange",
    "BroadcastRecipient",
    "Call",
    "CallList",
    "CannedAnswer",
    "CityText",
    "Consent",
    "ConsentAsked",
    "ConsentChange",
    "Conversation",
    "DeskCode",
    "Election",
    "ElectionCount",
    "ElectionPicture",
    "Erased",
    "Event",
    "EventChange",
    "EventNotice",
    "Feedback",
    "Forgotten",
    "FormDraft",
    "Idea",
    "IdeaChange",
    "IdeaIndex",
    "IdeaSupport",
    "IdeaTerm",
    "IdeaUndo",
    "Lease",
    "LinkCheck",
    "Mark",
    "Measure",
    "Media",
    "Missed",
    "Organiser",
    "OrganiserCheck",
    "Outbox",
    "Passkey",
    "PersonJob",
    "Proof",
    "PutQuestion",
    "ReceiptCode",
    "Received",
    "Redaction",
    "Reminder",
    "Resident",
    "SignInStep",
    "SignInTry",
    "Signup",
    "StaffLink",
    "StaffMember",
    "StaffSession",
    "Thread",
    "ThreadMessage",
    "ThreadNote",
    "Turnout",
    "Unread",
    "VoteCheck",
    "metadata",
]
