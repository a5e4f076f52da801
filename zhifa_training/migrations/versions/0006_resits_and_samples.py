"""Resits, why somebody was absent, and random samples."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("exam", "resit_limit", "INTEGER NOT NULL DEFAULT 0", "resit_limit BETWEEN 0 AND 3"),
    ("exam", "takes_unexcused", "BOOLEAN NOT NULL DEFAULT false", ""),
    ("sitting", "resit_round", "INTEGER NOT NULL DEFAULT 0", "resit_round BETWEEN 0 AND 3"),
)
CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER sample_draw_no_update BEFORE UPDATE ON sample_draw WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'sample_draw 只增不改，不得改写'); END",
        "CREATE TRIGGER sample_draw_no_delete BEFORE DELETE ON sample_draw WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'sample_draw 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION sample_draw_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'sample_draw 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER sample_draw_no_update BEFORE UPDATE ON sample_draw FOR EACH ROW EXECUTE FUNCTION sample_draw_no_update()",
        "CREATE FUNCTION sample_draw_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'sample_draw 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER sample_draw_no_delete BEFORE DELETE ON sample_draw FOR EACH ROW EXECUTE FUNCTION sample_draw_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS sample_draw_no_update",
        "DROP TRIGGER IF EXISTS sample_draw_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS sample_draw_no_update ON sample_draw",
        "DROP FUNCTION IF EXISTS sample_draw_no_update()",
        "DROP TRIGGER IF EXISTS sample_draw_no_delete ON sample_draw",
        "DROP FUNCTION IF EXISTS sample_draw_no_delete()",
    ),
}
REASONS = ("duty", "sick", "leave", "training", "force_majeure", "none")


def upgrade():
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, name, kind, check in COLUMNS:
        held = f" CONSTRAINT ck_{table}_{name}_in_range CHECK ({check})" if check else ""
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{held}")
        if is_postgresql:
            op.alter_column(table, name, server_default=None)
    op.add_column("exam", sa.Column("resits_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "resit_call",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("round BETWEEN 1 AND 3", name=op.f("ck_resit_call_round_in_range")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_resit_call_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_resit_call_exam_id_exam")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_resit_call_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("exam_id", "officer_id", "round", name=op.f("pk_resit_call")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_resit_call_candidate_id")),
    )
    op.create_table(
        "absence",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                *REASONS,
                name="absencereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_absence_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_absence")),
    )
    op.create_table(
        "sample_draw",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column(
            "population", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=True),
        sa.Column("drawn_by_name", sa.String(length=40), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_sample_draw_share_in_range")),
        sa.CheckConstraint("least BETWEEN 0 AND 50", name=op.f("ck_sample_draw_least_in_range")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sample_draw_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sample_draw")),
    )
    for statement in CREATE_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("sample_draw", "absence", "resit_call"):
        op.drop_table(table)
    op.drop_column("exam", "resits_ended_at")
    for table, name, _kind, check in reversed(COLUMNS):
        if check and op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(f"ck_{table}_{name}_in_range", table)
        op.drop_column(table, name)
