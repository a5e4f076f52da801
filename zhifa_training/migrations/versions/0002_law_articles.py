"""Articles of laws, what changed between versions, and versions that never overlap."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER law_version_no_overlap_insert BEFORE INSERT ON law_version WHEN EXISTS (SELECT 1 FROM law_version other WHERE other.law_id = NEW.law_id AND other.id <> NEW.id AND (other.repealed_on IS NULL OR other.repealed_on > CASE WHEN NEW.effective_on > NEW.adopted_on THEN NEW.effective_on ELSE NEW.adopted_on END) AND (NEW.repealed_on IS NULL OR NEW.repealed_on > CASE WHEN other.effective_on > other.adopted_on THEN other.effective_on ELSE other.adopted_on END)) BEGIN SELECT RAISE(ABORT, '同一法规的两个版本施行时间重叠'); END",
        "CREATE TRIGGER law_version_no_overlap_update BEFORE UPDATE ON law_version WHEN EXISTS (SELECT 1 FROM law_version other WHERE other.law_id = NEW.law_id AND other.id <> NEW.id AND (other.repealed_on IS NULL OR other.repealed_on > CASE WHEN NEW.effective_on > NEW.adopted_on THEN NEW.effective_on ELSE NEW.adopted_on END) AND (NEW.repealed_on IS NULL OR NEW.repealed_on > CASE WHEN other.effective_on > other.adopted_on THEN other.effective_on ELSE other.adopted_on END)) BEGIN SELECT RAISE(ABORT, '同一法规的两个版本施行时间重叠'); END",
        "CREATE TRIGGER law_version_confirmed_stays BEFORE UPDATE ON law_version WHEN OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS NULL OR NEW.law_id <> OLD.law_id OR NEW.adopted_on <> OLD.adopted_on OR NEW.effective_on IS NULL OR NEW.effective_on <> OLD.effective_on OR NEW.text_digest IS NULL OR NEW.text_digest <> OLD.text_digest) BEGIN SELECT RAISE(ABORT, '已确认的法规版本不得改写'); END",
        "CREATE TRIGGER law_article_only_before_confirmation BEFORE INSERT ON law_article WHEN EXISTS (SELECT 1 FROM law_version v WHERE v.id = NEW.version_id AND v.confirmed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, '版本已确认，不得再加条文'); END",
        "CREATE TRIGGER law_article_no_update BEFORE UPDATE ON law_article WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'law_article 只增不改，不得改写'); END",
        "CREATE TRIGGER law_article_no_delete BEFORE DELETE ON law_article WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'law_article 只增不改，不得删除'); END",
        "CREATE TRIGGER article_change_no_update BEFORE UPDATE ON article_change WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'article_change 只增不改，不得改写'); END",
        "CREATE TRIGGER article_change_no_delete BEFORE DELETE ON article_change WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'article_change 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION law_version_no_overlap_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM law_version other WHERE other.law_id = NEW.law_id AND other.id <> NEW.id AND (other.repealed_on IS NULL OR other.repealed_on > CASE WHEN NEW.effective_on > NEW.adopted_on THEN NEW.effective_on ELSE NEW.adopted_on END) AND (NEW.repealed_on IS NULL OR NEW.repealed_on > CASE WHEN other.effective_on > other.adopted_on THEN other.effective_on ELSE other.adopted_on END))) THEN RAISE EXCEPTION '同一法规的两个版本施行时间重叠' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER law_version_no_overlap_insert BEFORE INSERT ON law_version FOR EACH ROW EXECUTE FUNCTION law_version_no_overlap_insert()",
        "CREATE FUNCTION law_version_no_overlap_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM law_version other WHERE other.law_id = NEW.law_id AND other.id <> NEW.id AND (other.repealed_on IS NULL OR other.repealed_on > CASE WHEN NEW.effective_on > NEW.adopted_on THEN NEW.effective_on ELSE NEW.adopted_on END) AND (NEW.repealed_on IS NULL OR NEW.repealed_on > CASE WHEN other.effective_on > other.adopted_on THEN other.effective_on ELSE other.adopted_on END))) THEN RAISE EXCEPTION '同一法规的两个版本施行时间重叠' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER law_version_no_overlap_update BEFORE UPDATE ON law_version FOR EACH ROW EXECUTE FUNCTION law_version_no_overlap_update()",
        "CREATE FUNCTION law_version_confirmed_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS NULL OR NEW.law_id <> OLD.law_id OR NEW.adopted_on <> OLD.adopted_on OR NEW.effective_on IS NULL OR NEW.effective_on <> OLD.effective_on OR NEW.text_digest IS NULL OR NEW.text_digest <> OLD.text_digest)) THEN RAISE EXCEPTION '已确认的法规版本不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER law_version_confirmed_stays BEFORE UPDATE ON law_version FOR EACH ROW EXECUTE FUNCTION law_version_confirmed_stays()",
        "CREATE FUNCTION law_article_only_before_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM law_version v WHERE v.id = NEW.version_id AND v.confirmed_at IS NOT NULL)) THEN RAISE EXCEPTION '版本已确认，不得再加条文' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER law_article_only_before_confirmation BEFORE INSERT ON law_article FOR EACH ROW EXECUTE FUNCTION law_article_only_before_confirmation()",
        "CREATE FUNCTION law_article_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'law_article 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER law_article_no_update BEFORE UPDATE ON law_article FOR EACH ROW EXECUTE FUNCTION law_article_no_update()",
        "CREATE FUNCTION law_article_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'law_article 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER law_article_no_delete BEFORE DELETE ON law_article FOR EACH ROW EXECUTE FUNCTION law_article_no_delete()",
        "CREATE FUNCTION article_change_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'article_change 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER article_change_no_update BEFORE UPDATE ON article_change FOR EACH ROW EXECUTE FUNCTION article_change_no_update()",
        "CREATE FUNCTION article_change_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'article_change 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER article_change_no_delete BEFORE DELETE ON article_change FOR EACH ROW EXECUTE FUNCTION article_change_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS law_version_no_overlap_insert",
        "DROP TRIGGER IF EXISTS law_version_no_overlap_update",
        "DROP TRIGGER IF EXISTS law_version_confirmed_stays",
        "DROP TRIGGER IF EXISTS law_article_only_before_confirmation",
        "DROP TRIGGER IF EXISTS law_article_no_update",
        "DROP TRIGGER IF EXISTS law_article_no_delete",
        "DROP TRIGGER IF EXISTS article_change_no_update",
        "DROP TRIGGER IF EXISTS article_change_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS law_version_no_overlap_insert ON law_version",
        "DROP FUNCTION IF EXISTS law_version_no_overlap_insert()",
        "DROP TRIGGER IF EXISTS law_version_no_overlap_update ON law_version",
        "DROP FUNCTION IF EXISTS law_version_no_overlap_update()",
        "DROP TRIGGER IF EXISTS law_version_confirmed_stays ON law_version",
        "DROP FUNCTION IF EXISTS law_version_confirmed_stays()",
        "DROP TRIGGER IF EXISTS law_article_only_before_confirmation ON law_article",
        "DROP FUNCTION IF EXISTS law_article_only_before_confirmation()",
        "DROP TRIGGER IF EXISTS law_article_no_update ON law_article",
        "DROP FUNCTION IF EXISTS law_article_no_update()",
        "DROP TRIGGER IF EXISTS law_article_no_delete ON law_article",
        "DROP FUNCTION IF EXISTS law_article_no_delete()",
        "DROP TRIGGER IF EXISTS article_change_no_update ON article_change",
        "DROP FUNCTION IF EXISTS article_change_no_update()",
        "DROP TRIGGER IF EXISTS article_change_no_delete ON article_change",
        "DROP FUNCTION IF EXISTS article_change_no_delete()",
    ),
}
END_EARLIER_VERSIONS = """
UPDATE law_version SET repealed_on = (
    SELECT MIN(CASE WHEN later.effective_on > later.adopted_on
               THEN later.effective_on ELSE later.adopted_on END)
    FROM law_version later
    WHERE later.law_id = law_version.law_id AND later.adopted_on > law_version.adopted_on
)
WHERE repealed_on IS NULL AND EXISTS (
    SELECT 1 FROM law_version later
    WHERE later.law_id = law_version.law_id AND later.adopted_on > law_version.adopted_on
)
"""


def upgrade() -> None:
    op.create_table(
        "article_change",
        sa.Column("older_id", sa.Uuid(), nullable=False),
        sa.Column("newer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "same",
                "renumbered",
                "amended",
                "deleted",
                "added",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("old_number", sa.Integer(), nullable=True),
        sa.Column("new_number", sa.Integer(), nullable=True),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(old_number IS NULL) = (change = 'added') AND (new_number IS NULL) = (change = 'deleted')",
            name=op.f("ck_article_change_numbers_fit_the_change"),
        ),
        sa.CheckConstraint("older_id <> newer_id", name=op.f("ck_article_change_two_versions")),
        sa.ForeignKeyConstraint(
            ["newer_id"], ["law_version.id"], name=op.f("fk_article_change_newer_id")
        ),
        sa.ForeignKeyConstraint(
            ["older_id"], ["law_version.id"], name=op.f("fk_article_change_older_id")
        ),
        sa.PrimaryKeyConstraint("older_id", "newer_id", "position", name=op.f("pk_article_change")),
    )
    with op.batch_alter_table("article_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_change_newer_id"), ["newer_id"], unique=False)

    op.create_table(
        "law_article",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chapter", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_law_article_number_from_one")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_version.id"], name=op.f("fk_law_article_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_law_article")),
    )
    op.create_table(
        "law_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("law_name", sa.String(length=80), nullable=False),
        sa.Column("law_title", sa.String(length=160), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "articles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "mentions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "staged",
                "confirmed",
                "discarded",
                name="draftstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_by_name", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=200), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'staged') = (decided_at IS NULL)", name=op.f("ck_law_draft_decided_once")
        ),
        sa.CheckConstraint(
            "effective_on >= adopted_on", name=op.f("ck_law_draft_effective_after_adoption")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_version.id"], name=op.f("fk_law_draft_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_draft")),
    )
    with op.batch_alter_table("law_draft", schema=None) as batch_op:
        batch_op.create_index(
            "uq_law_draft_staged",
            ["law_name", "adopted_on"],
            unique=True,
            sqlite_where=sa.text("state = 'staged'"),
            postgresql_where=sa.text("state = 'staged'"),
        )

    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("text_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("proposed_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))

    op.execute(END_EARLIER_VERSIONS)
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_law_version_open",
            ["law_id"],
            unique=True,
            sqlite_where=sa.text("repealed_on IS NULL"),
            postgresql_where=sa.text("repealed_on IS NULL"),
        )
    for statement in CREATE_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_law_version_open",
            sqlite_where=sa.text("repealed_on IS NULL"),
            postgresql_where=sa.text("repealed_on IS NULL"),
        )
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("proposed_by")
        batch_op.drop_column("text_digest")
        batch_op.drop_column("source")

    with op.batch_alter_table("law_draft", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_law_draft_staged",
            sqlite_where=sa.text("state = 'staged'"),
            postgresql_where=sa.text("state = 'staged'"),
        )

    op.drop_table("law_draft")
    op.drop_table("law_article")
    with op.batch_alter_table("article_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_change_newer_id"))

    op.drop_table("article_change")
