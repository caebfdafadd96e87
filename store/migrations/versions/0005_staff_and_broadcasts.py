"""Staff and their sessions, what residents agreed to hear, broadcasts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Instant, Key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SOME = {
    "thread_waits": (
        "thread",
        ["answer_by", "id"],
        "closed_at IS NULL AND (staff_at IS NULL OR heard_at > staff_at)",
    ),
    "thread_distress": ("thread", ["id"], "closed_at IS NULL AND distress"),
    "thread_open": ("thread", ["heard_at", "id"], "closed_at IS NULL"),
    "thread_mine": ("thread", ["assigned_to", "heard_at", "id"], "closed_at IS NULL"),
    "thread_closed": ("thread", ["closed_at", "id"], "closed_at IS NOT NULL"),
    "unread_unseen": ("unread", ["id"], "seen_at IS NULL"),
    "call_list_open": ("call_list", ["at", "outbox_id"], "done_at IS NULL"),
}
"""Indexes of a part of a table, for the lists of the console."""


def upgrade() -> None:
    op.create_table(
        "audit_check",
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("number", Key, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("whole"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", Key, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("on_what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_entry_what", "audit_entry", ["what", "number"])
    op.create_index("audit_entry_who", "audit_entry", ["who", "number"])
    op.create_index("audit_entry_who_what", "audit_entry", ["who", "what", "number"])

    op.create_table(
        "broadcast",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("frozen_hash", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("running_since", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "approved_by = '' OR (approved_by <> asked_by AND approved_by <> \"by\")", name="broadcast_another"
        ),
        sa.CheckConstraint(
            "NOT second OR approved_by <> '' OR state NOT IN ('approved', 'sending', 'paused', 'done')",
            name="broadcast_second",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_broadcast_due_at", "broadcast", ["due_at"])
    op.create_index("ix_broadcast_state", "broadcast", ["state"])

    op.create_table(
        "canned_answer",
        sa.Column("id", Key, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("title"),
    )
    op.create_table(
        "city_text",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("code", "language"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", Key, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_index(
        "feedback_waits",
        "feedback",
        ["answer_by"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "sign_in_step",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_sign_in_step_expires_at", "sign_in_step", ["expires_at"])

    op.create_table(
        "sign_in_try",
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("minute", Instant(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "minute"),
    )
    op.create_index("ix_sign_in_try_minute", "sign_in_try", ["minute"])

    op.create_table(
        "staff_member",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("sealed_phone", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "broadcast_change",
        sa.Column("id", Key, nullable=False),
        sa.Column("broadcast_id", Key, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_broadcast_change_broadcast_id", "broadcast_change", ["broadcast_id"])

    op.create_table(
        "consent",
        sa.Column("resident_id", Key, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
        ),
        sa.PrimaryKeyConstraint("resident_id", "topic"),
    )
    op.create_table(
        "consent_asked",
        sa.Column("resident_id", Key, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
        ),
        sa.PrimaryKeyConstraint("resident_id"),
    )
    op.create_table(
        "consent_change",
        sa.Column("id", Key, nullable=False),
        sa.Column("resident_id", Key, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_change_resident_id", "consent_change", ["resident_id"])

    op.create_table(
        "form_draft",
        sa.Column("id", Key, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("staff_id", "form"),
    )
    op.create_index("ix_form_draft_saved_at", "form_draft", ["saved_at"])

    op.create_table(
        "passkey",
        sa.Column("id", Key, nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    op.create_index("ix_passkey_staff_id", "passkey", ["staff_id"])

    op.create_table(
        "staff_link",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_staff_link_staff_id", "staff_link", ["staff_id"])

    op.create_table(
        "staff_session",
        sa.Column("id", Key, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])

    op.create_table(
        "broadcast_recipient",
        sa.Column("broadcast_id", Key, nullable=False),
        sa.Column("address_id", Key, nullable=False),
        sa.Column("resident_id", Key, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("outbox_id", Key, nullable=True),
        sa.Column("dropped", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "address_id"),
        sa.UniqueConstraint("broadcast_id", "resident_id"),
        sa.UniqueConstraint("outbox_id"),
    )
    op.create_index(
        "broadcast_to_feed",
        "broadcast_recipient",
        ["broadcast_id", "channel", "address_id"],
        sqlite_where=sa.text("outbox_id IS NULL AND dropped = ''"),
        postgresql_where=sa.text("outbox_id IS NULL AND dropped = ''"),
    )
    op.create_index(
        "broadcast_dropped",
        "broadcast_recipient",
        ["broadcast_id", "channel", "dropped"],
        sqlite_where=sa.text("dropped <> ''"),
        postgresql_where=sa.text("dropped <> ''"),
    )
    op.create_index("ix_broadcast_recipient_address_id", "broadcast_recipient", ["address_id"])

    op.create_table(
        "thread_note",
        sa.Column("id", Key, nullable=False),
        sa.Column("thread_id", Key, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_thread_note_thread_id", "thread_note", ["thread_id"])

    op.add_column("outbox", sa.Column("broadcast_id", Key, nullable=True))
    op.create_index(
        "outbox_of_broadcast",
        "outbox",
        ["broadcast_id", "channel", "state", "changed_at", "parts"],
        sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    )

    op.add_column("idea", sa.Column("answer_by", sa.Date(), nullable=True))
    op.add_column("idea", sa.Column("merged_into", Key, nullable=True))
    op.add_column("idea", sa.Column("moved_to", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_idea_merged_into", "idea", ["merged_into"])
    op.drop_index("ix_idea_state", "idea")
    op.create_index("idea_by_state", "idea", ["state", "id"])
    op.create_index("idea_by_time", "idea", ["created_at", "state"])
    op.create_index(
        "idea_to_read",
        "idea",
        ["read_by", "id"],
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
    )
    op.create_index(
        "idea_promised",
        "idea",
        ["answer_by", "id"],
        sqlite_where=sa.text("answer_by IS NOT NULL"),
        postgresql_where=sa.text("answer_by IS NOT NULL"),
    )
    op.create_table(
        "idea_undo",
        sa.Column("idea_id", Key, nullable=False),
        sa.Column("change_id", Key, nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("outbox_ids", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
        ),
        sa.PrimaryKeyConstraint("idea_id"),
    )
    op.add_column("thread", sa.Column("assigned_to", Key, nullable=True))
    op.add_column("thread", sa.Column("distress", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("thread_message", sa.Column("outbox_id", Key, nullable=True))
    op.add_column("thread_message", sa.Column("promised", sa.Date(), nullable=True))
    op.add_column("call", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("call_list", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    for name, (of, columns, where) in SOME.items():
        op.create_index(name, of, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, (of, _columns, _where) in SOME.items():
        op.drop_index(name, of)
    op.drop_column("call_list", "tries")
    op.drop_column("call", "tries")
    op.drop_column("thread_message", "promised")
    op.drop_column("thread_message", "outbox_id")
    op.drop_column("thread", "distress")
    op.drop_column("thread", "assigned_to")
    op.drop_table("idea_undo")
    op.drop_index("idea_promised", "idea")
    op.drop_index("idea_to_read", "idea")
    op.drop_index("idea_by_time", "idea")
    op.drop_index("idea_by_state", "idea")
    op.create_index("ix_idea_state", "idea", ["state"])
    op.drop_index("ix_idea_merged_into", "idea")
    op.drop_column("idea", "moved_to")
    op.drop_column("idea", "merged_into")
    op.drop_column("idea", "answer_by")
    op.drop_index("outbox_of_broadcast", "outbox")
    op.drop_column("outbox", "broadcast_id")
    op.drop_table("thread_note")
    op.drop_table("broadcast_recipient")
    op.drop_table("staff_session")
    op.drop_table("staff_link")
    op.drop_table("passkey")
    op.drop_table("form_draft")
    op.drop_table("consent_change")
    op.drop_table("consent_asked")
    op.drop_table("consent")
    op.drop_table("broadcast_change")
    op.drop_table("staff_member")
    op.drop_table("sign_in_try")
    op.drop_table("sign_in_step")
    op.drop_table("feedback")
    op.drop_table("city_text")
    op.drop_table("canned_answer")
    op.drop_table("broadcast")
    op.drop_table("audit_entry")
    op.drop_table("audit_check")
