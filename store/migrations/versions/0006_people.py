"""People: links, merges, erasing, what retention did"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import Instant, Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "blind"),
    )
    op.create_index("ix_erased_at", "erased", ["at"])
    op.create_table(
        "forgotten",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what"),
    )
    op.create_table(
        "link_check",
        sa.Column("address_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["address.id"],
        ),
        sa.PrimaryKeyConstraint("address_id"),
    )
    op.create_index("ix_link_check_other_id", "link_check", ["other_id"])
    op.create_table(
        "person_job",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_job_address_id", "person_job", ["address_id"])
    op.add_column("address", sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("address", sa.Column("before_id", Key, nullable=True))


def downgrade() -> None:
    op.drop_column("address", "before_id")
    op.drop_column("address", "silent")

    op.drop_table("person_job")
    op.drop_table("link_check")
    op.drop_table("forgotten")
    op.drop_table("erased")
