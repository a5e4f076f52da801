"""Life of a question: what is in use, who reviews the next revision, every step, and pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER question_step_no_update BEFORE UPDATE ON question_step WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'question_step 只增不改，不得改写'); END",
        "CREATE TRIGGER question_step_no_delete BEFORE DELETE ON question_step WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'question_step 只增不改，不得删除'); END",
        "CREATE TRIGGER medium_no_update BEFORE UPDATE ON medium WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'medium 只增不改，不得改写'); END",
        "CREATE TRIGGER medium_no_delete BEFORE DELETE ON medium WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'medium 只增不改，不得删除'); END",
        "CREATE TRIGGER question_step_two_people BEFORE INSERT ON question_step WHEN NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r JOIN question q ON q.id = r.question_id WHERE r.question_id = NEW.question_id AND r.created_by = NEW.by_id AND r.number > coalesce(q.published_number, 0)) BEGIN SELECT RAISE(ABORT, '命题与审题须为两人'); END",
        "CREATE TRIGGER question_step_newest_only BEFORE INSERT ON question_step WHEN NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r WHERE r.question_id = NEW.question_id AND r.number > NEW.number) BEGIN SELECT RAISE(ABORT, '只能审核通过最新的修订'); END",
        "CREATE TRIGGER question_only_approved_in_use BEFORE UPDATE ON question WHEN NEW.published_number IS NOT NULL AND NEW.published_number <> coalesce(OLD.published_number, 0) AND NOT EXISTS (SELECT 1 FROM question_step s WHERE s.question_id = NEW.id AND s.number = NEW.published_number AND s.kind = 'approved') BEGIN SELECT RAISE(ABORT, '未经审核的修订不得启用'); END",
        "CREATE TRIGGER question_retired_for_good BEFORE UPDATE ON question WHEN OLD.state = 'retired' AND NEW.state <> 'retired' BEGIN SELECT RAISE(ABORT, '试题退役后不得恢复'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION question_step_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'question_step 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_step_no_update BEFORE UPDATE ON question_step FOR EACH ROW EXECUTE FUNCTION question_step_no_update()",
        "CREATE FUNCTION question_step_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'question_step 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER question_step_no_delete BEFORE DELETE ON question_step FOR EACH ROW EXECUTE FUNCTION question_step_no_delete()",
        "CREATE FUNCTION medium_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'medium 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER medium_no_update BEFORE UPDATE ON medium FOR EACH ROW EXECUTE FUNCTION medium_no_update()",
        "CREATE FUNCTION medium_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'medium 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER medium_no_delete BEFORE DELETE ON medium FOR EACH ROW EXECUTE FUNCTION medium_no_delete()",
        "CREATE FUNCTION question_step_two_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r JOIN question q ON q.id = r.question_id WHERE r.question_id = NEW.question_id AND r.created_by = NEW.by_id AND r.number > coalesce(q.published_number, 0))) THEN RAISE EXCEPTION '命题与审题须为两人' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_step_two_people BEFORE INSERT ON question_step FOR EACH ROW EXECUTE FUNCTION question_step_two_people()",
        "CREATE FUNCTION question_step_newest_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.kind = 'approved' AND EXISTS (SELECT 1 FROM question_revision r WHERE r.question_id = NEW.question_id AND r.number > NEW.number)) THEN RAISE EXCEPTION '只能审核通过最新的修订' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_step_newest_only BEFORE INSERT ON question_step FOR EACH ROW EXECUTE FUNCTION question_step_newest_only()",
        "CREATE FUNCTION question_only_approved_in_use() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.published_number IS NOT NULL AND NEW.published_number <> coalesce(OLD.published_number, 0) AND NOT EXISTS (SELECT 1 FROM question_step s WHERE s.question_id = NEW.id AND s.number = NEW.published_number AND s.kind = 'approved')) THEN RAISE EXCEPTION '未经审核的修订不得启用' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_only_approved_in_use BEFORE UPDATE ON question FOR EACH ROW EXECUTE FUNCTION question_only_approved_in_use()",
        "CREATE FUNCTION question_retired_for_good() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.state = 'retired' AND NEW.state <> 'retired') THEN RAISE EXCEPTION '试题退役后不得恢复' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_retired_for_good BEFORE UPDATE ON question FOR EACH ROW EXECUTE FUNCTION question_retired_for_good()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS question_step_no_update",
        "DROP TRIGGER IF EXISTS question_step_no_delete",
        "DROP TRIGGER IF EXISTS medium_no_update",
        "DROP TRIGGER IF EXISTS medium_no_delete",
        "DROP TRIGGER IF EXISTS question_step_two_people",
        "DROP TRIGGER IF EXISTS question_step_newest_only",
        "DROP TRIGGER IF EXISTS question_only_approved_in_use",
        "DROP TRIGGER IF EXISTS question_retired_for_good",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS question_step_no_update ON question_step",
        "DROP FUNCTION IF EXISTS question_step_no_update()",
        "DROP TRIGGER IF EXISTS question_step_no_delete ON question_step",
        "DROP FUNCTION IF EXISTS question_step_no_delete()",
        "DROP TRIGGER IF EXISTS medium_no_update ON medium",
        "DROP FUNCTION IF EXISTS medium_no_update()",
        "DROP TRIGGER IF EXISTS medium_no_delete ON medium",
        "DROP FUNCTION IF EXISTS medium_no_delete()",
        "DROP TRIGGER IF EXISTS question_step_two_people ON question_step",
        "DROP FUNCTION IF EXISTS question_step_two_people()",
        "DROP TRIGGER IF EXISTS question_step_newest_only ON question_step",
        "DROP FUNCTION IF EXISTS question_step_newest_only()",
        "DROP TRIGGER IF EXISTS question_only_approved_in_use ON question",
        "DROP FUNCTION IF EXISTS question_only_approved_in_use()",
        "DROP TRIGGER IF EXISTS question_retired_for_good ON question",
        "DROP FUNCTION IF EXISTS question_retired_for_good()",
    ),
}

CHECKS = {
    "in_use_is_named": "state <> 'published' OR published_number IS NOT NULL",
    "draft_awaits_review": "state <> 'draft' OR (published_number IS NULL AND review <> 'settled')",
    "retired_is_settled": "state <> 'retired' OR review = 'settled'",
    "claimed_when_in_review": "(review = 'in_review') = (claimed_at IS NOT NULL)",
    "claim_is_dated": "claimed_by IS NULL OR claimed_at IS NOT NULL",
}
STATES = "review IN ('settled', 'waiting', 'in_review', 'returned')"
ADDED = (
    ("published_number", sa.Integer()),
    ("claimed_by", sa.Uuid()),
    ("claimed_at", sa.DateTime(timezone=True)),
)
KINDS = (
    "proposed", "claimed", "released", "commented", "returned", "approved", "suspended",
    "resumed", "rested", "woken", "retired", "moved",
)  # fmt: skip


def upgrade():
    dialect = op.get_bind().dialect.name
    for name, kind in ADDED:
        op.add_column("question", sa.Column(name, kind, nullable=True))
    _add_review(dialect)
    op.execute(
        "UPDATE question SET published_number = (SELECT max(r.number) FROM question_revision r "
        "WHERE r.question_id = question.id) WHERE state <> 'draft'"
    )
    op.execute("UPDATE question SET review = 'waiting' WHERE state = 'draft'")
    _add_rest_with_checks(dialect)
    op.create_index(op.f("ix_question_review"), "question", ["review"])
    _create_step()
    op.create_table(
        "medium",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_medium")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_medium_digest_is_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_medium_not_empty")),
    )
    for statement in CREATE_TRIGGERS[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade():
    dialect = op.get_bind().dialect.name
    for statement in DROP_TRIGGERS[dialect]:
        op.execute(statement)
    op.drop_table("medium")
    op.drop_table("question_step")
    op.drop_index(op.f("ix_question_review"), "question")
    if dialect == "postgresql":
        for name in (*(f"ck_question_{name}" for name in CHECKS), "ck_question_reviewstate"):
            op.drop_constraint(name, "question")
    for name in ("resting_until", "review", "claimed_at", "claimed_by", "published_number"):
        op.drop_column("question", name)


def _add_review(dialect):
    """Add the column with its check, which SQLite takes only together with the column."""
    add = "ALTER TABLE question ADD COLUMN review VARCHAR(32) NOT NULL DEFAULT 'settled'"
    check = f"CONSTRAINT ck_question_reviewstate CHECK ({STATES})"
    if dialect == "sqlite":
        op.execute(f"{add} {check}")
        return
    op.execute(add)
    op.execute(f"ALTER TABLE question ADD {check}")
    op.execute("ALTER TABLE question ALTER COLUMN review DROP DEFAULT")


def _add_rest_with_checks(dialect):
    """Add the last column; on SQLite it carries the checks, so that no table is rebuilt."""
    add = "ALTER TABLE question ADD COLUMN resting_until DATE"
    checks = [f"CONSTRAINT ck_question_{name} CHECK ({sql})" for name, sql in CHECKS.items()]
    if dialect == "sqlite":
        op.execute(" ".join([add, *checks]))
        return
    op.execute(add)
    for check in checks:
        op.execute(f"ALTER TABLE question ADD {check}")


def _create_step():
    kind = sa.Enum(*KINDS, name="stepkind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "question_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('returned', 'suspended', 'retired', 'commented') OR length(words) > 0",
            name=op.f("ck_question_step_reason_given"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_step_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_step")),
    )
    op.create_index(op.f("ix_question_step_question_id_at"), "question_step", ["question_id", "at"])
    approved = sa.text("kind = 'approved'")
    op.create_index(
        "uq_question_step_approved",
        "question_step",
        ["question_id", "number"],
        unique=True,
        sqlite_where=approved,
        postgresql_where=approved,
    )
