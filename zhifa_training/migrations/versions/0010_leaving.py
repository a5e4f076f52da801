"""What an exam makes of leaving its page, and what the browser saw."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = (
    (
        "leave_policy",
        "VARCHAR(32) NOT NULL DEFAULT 'record'",
        "leavepolicy",
        "leave_policy IN ('record', 'remind', 'collect')",
    ),
    (
        "leave_limit",
        "INTEGER NOT NULL DEFAULT 5",
        "leave_limit_in_range",
        "leave_limit BETWEEN 1 AND 20",
    ),
)
CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER attempt_incident_no_update BEFORE UPDATE ON attempt_incident WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'attempt_incident 只增不改，不得改写'); END",
        "CREATE TRIGGER attempt_incident_no_delete BEFORE DELETE ON attempt_incident WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'attempt_incident 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION attempt_incident_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'attempt_incident 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER attempt_incident_no_update BEFORE UPDATE ON attempt_incident FOR EACH ROW EXECUTE FUNCTION attempt_incident_no_update()",
        "CREATE FUNCTION attempt_incident_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'attempt_incident 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER attempt_incident_no_delete BEFORE DELETE ON attempt_incident FOR EACH ROW EXECUTE FUNCTION attempt_incident_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS attempt_incident_no_update",
        "DROP TRIGGER IF EXISTS attempt_incident_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS attempt_incident_no_update ON attempt_incident",
        "DROP FUNCTION IF EXISTS attempt_incident_no_update()",
        "DROP TRIGGER IF EXISTS attempt_incident_no_delete ON attempt_incident",
        "DROP FUNCTION IF EXISTS attempt_incident_no_delete()",
    ),
}


def upgrade():
    dialect = op.get_bind().dialect.name
    for name, kind, rule, check in COLUMNS:
        op.execute(
            f"ALTER TABLE exam ADD COLUMN {name} {kind} CONSTRAINT ck_exam_{rule} CHECK ({check})"
        )
        if dialect == "postgresql":
            op.alter_column("exam", name, server_default=None)
    op.create_table(
        "attempt_incident",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("client_event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "away",
                "paste",
                name="incidentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN 0 AND 86400", name=op.f("ck_attempt_incident_amount_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_incident_attempt_id_attempt")
        ),
        sa.PrimaryKeyConstraint(
            "attempt_id", "client_event_id", name=op.f("pk_attempt_incident")
        ),
    )
    for statement in CREATE_TRIGGERS[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    dialect = op.get_bind().dialect.name
    for statement in DROP_TRIGGERS[dialect]:
        op.execute(statement)
    op.drop_table("attempt_incident")
    for name, _kind, rule, _check in reversed(COLUMNS):
        if dialect == "postgresql":
            op.drop_constraint(f"ck_exam_{rule}", "exam")
        op.drop_column("exam", name)
