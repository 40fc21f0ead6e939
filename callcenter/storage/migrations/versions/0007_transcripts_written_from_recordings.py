"""Transcripts written again from recordings, and found by their words."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from callcenter.transcripts.models import TRANSCRIPT_SEARCH

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("indexed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_transcript")),
    )
    with op.batch_alter_table("call_transcript", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_transcript_call_id"), ["call_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_call_transcript_settled_at"), ["settled_at"], unique=False)
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "source", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False, server_default="live"
            )
        )
        batch_op.create_index(batch_op.f("ix_transcript_line_ended_at"), ["ended_at"], unique=False)
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        # The default was for the rows there are.
        batch_op.alter_column("source", existing_type=sa.String(12), server_default=None)
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_sealed_at"), ["sealed_at"], unique=False)
    TRANSCRIPT_SEARCH.create(op.get_bind())


def downgrade() -> None:
    TRANSCRIPT_SEARCH.drop(op.get_bind())
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_sealed_at"))
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_line_ended_at"))
        batch_op.drop_column("source")
    with op.batch_alter_table("call_transcript", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_transcript_settled_at"))
        batch_op.drop_index(batch_op.f("ix_call_transcript_call_id"))
    op.drop_table("call_transcript")
