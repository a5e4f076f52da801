"""Corrections of keys, their approval, and the editions by which papers are marked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER key_correction_no_update BEFORE UPDATE ON key_correction WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'key_correction 只增不改，不得改写'); END",
        "CREATE TRIGGER key_correction_no_delete BEFORE DELETE ON key_correction WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'key_correction 只增不改，不得删除'); END",
        "CREATE TRIGGER correction_decision_no_update BEFORE UPDATE ON correction_decision WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'correction_decision 只增不改，不得改写'); END",
        "CREATE TRIGGER correction_decision_no_delete BEFORE DELETE ON correction_decision WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'correction_decision 只增不改，不得删除'); END",
        "CREATE TRIGGER paper_edition_no_update BEFORE UPDATE ON paper_edition WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_edition 只增不改，不得改写'); END",
        "CREATE TRIGGER paper_edition_no_delete BEFORE DELETE ON paper_edition WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_edition 只增不改，不得删除'); END",
        "CREATE TRIGGER paper_edition_only_approved BEFORE INSERT ON paper_edition WHEN NOT EXISTS (SELECT 1 FROM correction_decision d WHERE d.correction_id = NEW.correction_id AND d.verdict = 'approved') BEGIN SELECT RAISE(ABORT, '未经他人批准的更正不得用于判分'); END",
        "CREATE TRIGGER attempt_score_only_superseded BEFORE UPDATE ON attempt_score WHEN NOT (OLD.is_current AND NOT NEW.is_current AND NEW.id = OLD.id AND NEW.attempt_id = OLD.attempt_id AND NEW.run = OLD.run AND NEW.scorer_version = OLD.scorer_version AND NEW.answers_digest = OLD.answers_digest AND NEW.score = OLD.score AND NEW.full_score = OLD.full_score AND NEW.is_passed = OLD.is_passed AND NEW.item_scores = OLD.item_scores AND NEW.key_edition = OLD.key_edition AND NEW.scored_at = OLD.scored_at) BEGIN SELECT RAISE(ABORT, '判分只增不改，只可由新的一次判分取代'); END",
        "CREATE TRIGGER attempt_score_no_delete BEFORE DELETE ON attempt_score WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, '判分不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION key_correction_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'key_correction 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER key_correction_no_update BEFORE UPDATE ON key_correction FOR EACH ROW EXECUTE FUNCTION key_correction_no_update()",
        "CREATE FUNCTION key_correction_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'key_correction 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER key_correction_no_delete BEFORE DELETE ON key_correction FOR EACH ROW EXECUTE FUNCTION key_correction_no_delete()",
        "CREATE FUNCTION correction_decision_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'correction_decision 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER correction_decision_no_update BEFORE UPDATE ON correction_decision FOR EACH ROW EXECUTE FUNCTION correction_decision_no_update()",
        "CREATE FUNCTION correction_decision_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'correction_decision 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER correction_decision_no_delete BEFORE DELETE ON correction_decision FOR EACH ROW EXECUTE FUNCTION correction_decision_no_delete()",
        "CREATE FUNCTION paper_edition_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_edition 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER paper_edition_no_update BEFORE UPDATE ON paper_edition FOR EACH ROW EXECUTE FUNCTION paper_edition_no_update()",
        "CREATE FUNCTION paper_edition_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_edition 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER paper_edition_no_delete BEFORE DELETE ON paper_edition FOR EACH ROW EXECUTE FUNCTION paper_edition_no_delete()",
        "CREATE FUNCTION paper_edition_only_approved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT EXISTS (SELECT 1 FROM correction_decision d WHERE d.correction_id = NEW.correction_id AND d.verdict = 'approved')) THEN RAISE EXCEPTION '未经他人批准的更正不得用于判分' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER paper_edition_only_approved BEFORE INSERT ON paper_edition FOR EACH ROW EXECUTE FUNCTION paper_edition_only_approved()",
        "CREATE FUNCTION attempt_score_only_superseded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT (OLD.is_current AND NOT NEW.is_current AND NEW.id = OLD.id AND NEW.attempt_id = OLD.attempt_id AND NEW.run = OLD.run AND NEW.scorer_version = OLD.scorer_version AND NEW.answers_digest = OLD.answers_digest AND NEW.score = OLD.score AND NEW.full_score = OLD.full_score AND NEW.is_passed = OLD.is_passed AND NEW.item_scores = OLD.item_scores AND NEW.key_edition = OLD.key_edition AND NEW.scored_at = OLD.scored_at)) THEN RAISE EXCEPTION '判分只增不改，只可由新的一次判分取代' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER attempt_score_only_superseded BEFORE UPDATE ON attempt_score FOR EACH ROW EXECUTE FUNCTION attempt_score_only_superseded()",
        "CREATE FUNCTION attempt_score_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION '判分不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER attempt_score_no_delete BEFORE DELETE ON attempt_score FOR EACH ROW EXECUTE FUNCTION attempt_score_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS key_correction_no_update",
        "DROP TRIGGER IF EXISTS key_correction_no_delete",
        "DROP TRIGGER IF EXISTS correction_decision_no_update",
        "DROP TRIGGER IF EXISTS correction_decision_no_delete",
        "DROP TRIGGER IF EXISTS paper_edition_no_update",
        "DROP TRIGGER IF EXISTS paper_edition_no_delete",
        "DROP TRIGGER IF EXISTS paper_edition_only_approved",
        "DROP TRIGGER IF EXISTS attempt_score_only_superseded",
        "DROP TRIGGER IF EXISTS attempt_score_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS key_correction_no_update ON key_correction",
        "DROP FUNCTION IF EXISTS key_correction_no_update()",
        "DROP TRIGGER IF EXISTS key_correction_no_delete ON key_correction",
        "DROP FUNCTION IF EXISTS key_correction_no_delete()",
        "DROP TRIGGER IF EXISTS correction_decision_no_update ON correction_decision",
        "DROP FUNCTION IF EXISTS correction_decision_no_update()",
        "DROP TRIGGER IF EXISTS correction_decision_no_delete ON correction_decision",
        "DROP FUNCTION IF EXISTS correction_decision_no_delete()",
        "DROP TRIGGER IF EXISTS paper_edition_no_update ON paper_edition",
        "DROP FUNCTION IF EXISTS paper_edition_no_update()",
        "DROP TRIGGER IF EXISTS paper_edition_no_delete ON paper_edition",
        "DROP FUNCTION IF EXISTS paper_edition_no_delete()",
        "DROP TRIGGER IF EXISTS paper_edition_only_approved ON paper_edition",
        "DROP FUNCTION IF EXISTS paper_edition_only_approved()",
        "DROP TRIGGER IF EXISTS attempt_score_only_superseded ON attempt_score",
        "DROP FUNCTION IF EXISTS attempt_score_only_superseded()",
        "DROP TRIGGER IF EXISTS attempt_score_no_delete ON attempt_score",
        "DROP FUNCTION IF EXISTS attempt_score_no_delete()",
    ),
}
EDITION = "INTEGER NOT NULL DEFAULT 0 CONSTRAINT {0} CHECK (key_edition >= 0)"
CHECK = "ck_attempt_score_key_edition_not_negative"
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade():
    op.execute(f"ALTER TABLE attempt_score ADD COLUMN key_edition {EDITION.format(CHECK)}")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("attempt_score", "key_edition", server_default=None)
    op.create_table(
        "key_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("accepts", JSON, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_name", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_key_correction_exam_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["question_revision.id"], name=op.f("fk_key_correction_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_key_correction_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_correction")),
        sa.UniqueConstraint("id", "proposed_by", name=op.f("uq_key_correction_id_proposed_by")),
    )
    op.create_index(op.f("ix_key_correction_exam_id"), "key_correction", ["exam_id"])
    op.create_index(op.f("ix_key_correction_revision_id"), "key_correction", ["revision_id"])
    op.create_table(
        "correction_decision",
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_name", sa.String(length=40), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "approved",
                "declined",
                "withdrawn",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'withdrawn') = (decided_by = proposed_by)",
            name=op.f("ck_correction_decision_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["correction_id", "proposed_by"],
            ["key_correction.id", "key_correction.proposed_by"],
            name=op.f("fk_correction_decision_correction_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_correction_decision_decided_by")
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction_decision")),
    )
    op.create_table(
        "paper_edition",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_paper_edition_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["correction_decision.correction_id"],
            name=op.f("fk_paper_edition_correction_id"),
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_edition_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "edition", name=op.f("pk_paper_edition")),
        sa.UniqueConstraint(
            "correction_id", "paper_id", name=op.f("uq_paper_edition_correction_id_paper_id")
        ),
    )
    for statement in CREATE_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("paper_edition", "correction_decision", "key_correction"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(CHECK, "attempt_score")
    op.drop_column("attempt_score", "key_edition")
