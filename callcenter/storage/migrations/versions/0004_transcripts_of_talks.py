"""Transcripts of talks."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transcript_line",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=96), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("speaker", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("extension", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_line")),
    )
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transcript_line_began_at"), ["began_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_transcript_line_call_id"), ["call_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("transcript_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_line_call_id"))
        batch_op.drop_index(batch_op.f("ix_transcript_line_began_at"))

    op.drop_table("transcript_line")
