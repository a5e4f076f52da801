"""Practice of officers: runs, answers, the wrong-answer book, favourites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER practice_answer_no_update BEFORE UPDATE ON practice_answer WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'practice_answer 只增不改，不得改写'); END",
        "CREATE TRIGGER practice_answer_no_delete BEFORE DELETE ON practice_answer WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'practice_answer 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION practice_answer_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'practice_answer 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER practice_answer_no_update BEFORE UPDATE ON practice_answer FOR EACH ROW EXECUTE FUNCTION practice_answer_no_update()",
        "CREATE FUNCTION practice_answer_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'practice_answer 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER practice_answer_no_delete BEFORE DELETE ON practice_answer FOR EACH ROW EXECUTE FUNCTION practice_answer_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS practice_answer_no_update",
        "DROP TRIGGER IF EXISTS practice_answer_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS practice_answer_no_update ON practice_answer",
        "DROP FUNCTION IF EXISTS practice_answer_no_update()",
        "DROP TRIGGER IF EXISTS practice_answer_no_delete ON practice_answer",
        "DROP FUNCTION IF EXISTS practice_answer_no_delete()",
    ),
}
MODES = "mode IN ('sequence', 'random', 'focus', 'unseen', 'wrong', 'favourite')"
OPEN = sa.text("ended_at IS NULL")
MOMENT = sa.DateTime(timezone=True)


def belongs(table, column, target):
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")
    )


def upgrade():
    op.create_table(
        "practice_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("queue", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(MODES, name=op.f("ck_practice_run_mode")),
        belongs("practice_run", "officer_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_run")),
    )
    op.create_index(
        "uq_practice_run_open",
        "practice_run",
        ["officer_id", "mode", "subject"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "practice_answer",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_practice_answer_place_from_one")),
        belongs("practice_answer", "run_id", "practice_run"),
        belongs("practice_answer", "officer_id", "officer"),
        belongs("practice_answer", "question_id", "question"),
        belongs("practice_answer", "revision_id", "question_revision"),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_practice_answer")),
    )
    for column in ("question_id", "answered_on"):
        op.create_index(
            op.f(f"ix_practice_answer_officer_id_{column}"),
            "practice_answer",
            ["officer_id", column],
        )
    op.create_table(
        "practice_wrong",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("last_value", sa.Text(), nullable=False),
        sa.Column("last_wrong_at", MOMENT, nullable=False),
        sa.Column("wrong_count", sa.Integer(), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("leaving", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "wrong_count >= 0 AND streak BETWEEN 0 AND 3",
            name=op.f("ck_practice_wrong_counts_in_range"),
        ),
        sa.CheckConstraint(
            "(left_at IS NULL) = (leaving IS NULL)",
            name=op.f("ck_practice_wrong_leaves_for_a_reason"),
        ),
        sa.CheckConstraint(
            "leaving IN ('mastered', 'by_hand')", name=op.f("ck_practice_wrong_leaving")
        ),
        belongs("practice_wrong", "officer_id", "officer"),
        belongs("practice_wrong", "question_id", "question"),
        belongs("practice_wrong", "revision_id", "question_revision"),
        belongs("practice_wrong", "attempt_id", "attempt"),
        sa.PrimaryKeyConstraint("officer_id", "question_id", name=op.f("pk_practice_wrong")),
    )
    op.create_table(
        "practice_exam_taken",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        belongs("practice_exam_taken", "attempt_id", "attempt"),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_practice_exam_taken")),
    )
    op.create_table(
        "practice_favourite",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        belongs("practice_favourite", "officer_id", "officer"),
        belongs("practice_favourite", "question_id", "question"),
        sa.PrimaryKeyConstraint("officer_id", "question_id", name=op.f("pk_practice_favourite")),
    )
    for statement in CREATE_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("favourite", "exam_taken", "wrong", "answer", "run"):
        op.drop_table(f"practice_{table}")
