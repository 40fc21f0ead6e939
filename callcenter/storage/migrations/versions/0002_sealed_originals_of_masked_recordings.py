"""Sealed originals of masked recordings."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "sealed_original",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("part", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_original")),
        sa.UniqueConstraint("call_id", "part", name=op.f("uq_sealed_original_call_id_part")),
    )
    with op.batch_alter_table("sealed_original", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_original_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_original_keep_until"), ["keep_until"], unique=False)

    op.create_table(
        "unseal_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("part", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_user.id"], name=op.f("fk_unseal_request_decided_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff_user.id"], name=op.f("fk_unseal_request_requested_by_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unseal_request")),
    )
    with op.batch_alter_table("unseal_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unseal_request_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unseal_request_original_id"), ["original_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unseal_request_requested_at"), ["requested_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_unseal_request_requested_by"), ["requested_by"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("unseal_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unseal_request_requested_by"))
        batch_op.drop_index(batch_op.f("ix_unseal_request_requested_at"))
        batch_op.drop_index(batch_op.f("ix_unseal_request_original_id"))
        batch_op.drop_index(batch_op.f("ix_unseal_request_call_id"))

    op.drop_table("unseal_request")
    with op.batch_alter_table("sealed_original", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_original_keep_until"))
        batch_op.drop_index(batch_op.f("ix_sealed_original_call_id"))

    op.drop_table("sealed_original")
