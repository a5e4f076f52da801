"""Test runs of papers: who tried a form out, and what it earned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER paper_trial_no_update BEFORE UPDATE ON paper_trial WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_trial 只增不改，不得改写'); END",
        "CREATE TRIGGER paper_trial_no_delete BEFORE DELETE ON paper_trial WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_trial 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION paper_trial_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_trial 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER paper_trial_no_update BEFORE UPDATE ON paper_trial FOR EACH ROW EXECUTE FUNCTION paper_trial_no_update()",
        "CREATE FUNCTION paper_trial_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_trial 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER paper_trial_no_delete BEFORE DELETE ON paper_trial FOR EACH ROW EXECUTE FUNCTION paper_trial_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS paper_trial_no_update",
        "DROP TRIGGER IF EXISTS paper_trial_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS paper_trial_no_update ON paper_trial",
        "DROP FUNCTION IF EXISTS paper_trial_no_update()",
        "DROP TRIGGER IF EXISTS paper_trial_no_delete ON paper_trial",
        "DROP FUNCTION IF EXISTS paper_trial_no_delete()",
    ),
}


def upgrade():
    op.create_table(
        "paper_trial",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("full_score", sa.Integer(), nullable=False),
        sa.CheckConstraint("answered >= 1", name=op.f("ck_paper_trial_something_answered")),
        sa.CheckConstraint(
            "score BETWEEN 0 AND full_score", name=op.f("ck_paper_trial_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_paper_trial_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_trial")),
    )
    op.create_index(op.f("ix_paper_trial_paper_id"), "paper_trial", ["paper_id"])
    for statement in CREATE_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("paper_trial")
