"""Pauses, ends by an invigilator, and what invigilators did."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ACTS = ("message", "pause", "resume", "extend", "pin", "force", "terminate")
MOMENT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}
CHECKS = {
    "stop": ("stop", "stop IN ('forced', 'terminated')"),
    "paused_at": ("paused_at_while_live", "paused_at IS NULL OR state = 'live'"),
    "paused_seconds": ("paused_seconds_not_negative", "paused_seconds >= 0"),
}
CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER invigilator_act_no_update BEFORE UPDATE ON invigilator_act WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'invigilator_act 只增不改，不得改写'); END",
        "CREATE TRIGGER invigilator_act_no_delete BEFORE DELETE ON invigilator_act WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'invigilator_act 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION invigilator_act_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'invigilator_act 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER invigilator_act_no_update BEFORE UPDATE ON invigilator_act FOR EACH ROW EXECUTE FUNCTION invigilator_act_no_update()",
        "CREATE FUNCTION invigilator_act_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'invigilator_act 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER invigilator_act_no_delete BEFORE DELETE ON invigilator_act FOR EACH ROW EXECUTE FUNCTION invigilator_act_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS invigilator_act_no_update",
        "DROP TRIGGER IF EXISTS invigilator_act_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS invigilator_act_no_update ON invigilator_act",
        "DROP FUNCTION IF EXISTS invigilator_act_no_update()",
        "DROP TRIGGER IF EXISTS invigilator_act_no_delete ON invigilator_act",
        "DROP FUNCTION IF EXISTS invigilator_act_no_delete()",
    ),
}


def upgrade():
    dialect = op.get_bind().dialect.name
    kinds = {
        "stop": "VARCHAR(32)",
        "paused_at": MOMENT[dialect],
        "paused_seconds": "INTEGER NOT NULL DEFAULT 0",
    }
    for name, (rule, check) in CHECKS.items():
        add = f"ALTER TABLE attempt ADD COLUMN {name} {kinds[name]}"
        op.execute(f"{add} CONSTRAINT ck_attempt_{rule} CHECK ({check})")
    if dialect == "postgresql":
        op.alter_column("attempt", "paused_seconds", server_default=None)
    op.create_table(
        "invigilator_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column(
            "act",
            sa.Enum(*ACTS, name="act", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 480",
            name=op.f("ck_invigilator_act_minutes_in_range"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_invigilator_act_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_invigilator_act_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invigilator_act")),
    )
    op.create_index(op.f("ix_invigilator_act_attempt_id"), "invigilator_act", ["attempt_id"])
    op.create_index(
        op.f("ix_invigilator_act_sitting_id_happened_at"),
        "invigilator_act",
        ["sitting_id", "happened_at"],
    )
    for statement in CREATE_TRIGGERS[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    dialect = op.get_bind().dialect.name
    for statement in DROP_TRIGGERS[dialect]:
        op.execute(statement)
    op.drop_table("invigilator_act")
    for name, (rule, _check) in reversed(CHECKS.items()):
        if dialect == "postgresql":
            op.drop_constraint(f"ck_attempt_{rule}", "attempt")
        op.drop_column("attempt", name)
