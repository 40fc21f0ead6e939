"""Uses of articles, questions without an answer, corrections."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("query", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("desk", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_user.id"], name=op.f("fk_knowledge_question_asked_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["staff_user.id"], name=op.f("fk_knowledge_question_closed_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff_user.id"], name=op.f("fk_knowledge_question_owner_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_question")),
    )
    with op.batch_alter_table("knowledge_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_question_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_question_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_question_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_question_desk"), ["desk"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_question_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "knowledge_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("desk", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("how", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("call_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name=op.f("fk_knowledge_use_user_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_use")),
    )
    with op.batch_alter_table("knowledge_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_use_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_use_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_use_desk"), ["desk"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_use_slug"), ["slug"], unique=False)

    op.create_table(
        "knowledge_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("phrasing", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_user.id"], name=op.f("fk_knowledge_proposal_decided_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_user.id"], name=op.f("fk_knowledge_proposal_proposed_by_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["knowledge_question.id"],
            name=op.f("fk_knowledge_proposal_question_id_knowledge_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_proposal")),
    )
    with op.batch_alter_table("knowledge_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_proposal_proposed_at"), ["proposed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_proposal_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_proposal_slug"), ["slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_proposal_status"), ["status"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("knowledge_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_proposal_status"))
        batch_op.drop_index(batch_op.f("ix_knowledge_proposal_slug"))
        batch_op.drop_index(batch_op.f("ix_knowledge_proposal_question_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_proposal_proposed_at"))

    op.drop_table("knowledge_proposal")
    with op.batch_alter_table("knowledge_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_use_slug"))
        batch_op.drop_index(batch_op.f("ix_knowledge_use_desk"))
        batch_op.drop_index(batch_op.f("ix_knowledge_use_call_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_use_at"))

    op.drop_table("knowledge_use")
    with op.batch_alter_table("knowledge_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_question_owner_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_question_desk"))
        batch_op.drop_index(batch_op.f("ix_knowledge_question_closed_at"))
        batch_op.drop_index(batch_op.f("ix_knowledge_question_call_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_question_asked_at"))

    op.drop_table("knowledge_question")
