"""The shortest time after which an exam may be handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECK = "minimum_minutes BETWEEN 0 AND 480"
NAME = "ck_exam_minimum_minutes_in_range"


def upgrade():
    add = "ALTER TABLE exam ADD COLUMN minimum_minutes INTEGER NOT NULL DEFAULT 0"
    op.execute(f"{add} CONSTRAINT {NAME} CHECK ({CHECK})")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("exam", "minimum_minutes", server_default=None)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(NAME, "exam")
    op.drop_column("exam", "minimum_minutes")
