"""Tries at the voice menu, by speech and by keys."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu_tally",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=130), nullable=False),
        sa.Column("way", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_tally")),
    )
    with op.batch_alter_table("menu_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_menu_tally_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_menu_tally_place"), ["place"], unique=False)

    op.create_table(
        "menu_switch",
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=130), nullable=False),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speech_taken", sa.Integer(), nullable=False),
        sa.Column("speech_tries", sa.Integer(), nullable=False),
        sa.Column("keys_taken", sa.Integer(), nullable=False),
        sa.Column("keys_tries", sa.Integer(), nullable=False),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["on_by"], ["staff_user.id"], name=op.f("fk_menu_switch_on_by_staff_user")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_menu_switch")),
    )


def downgrade() -> None:
    op.drop_table("menu_switch")
    with op.batch_alter_table("menu_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_menu_tally_place"))
        batch_op.drop_index(batch_op.f("ix_menu_tally_day"))

    op.drop_table("menu_tally")
