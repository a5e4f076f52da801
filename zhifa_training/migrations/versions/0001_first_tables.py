"""First tables, with the triggers that guard them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


CREATE_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER posting_no_overlap_insert BEFORE INSERT ON posting WHEN EXISTS (SELECT 1 FROM posting other WHERE other.officer_id = NEW.officer_id AND other.id <> NEW.id AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on)) BEGIN SELECT RAISE(ABORT, '任职时间重叠'); END",
        "CREATE TRIGGER posting_no_overlap_update BEFORE UPDATE ON posting WHEN EXISTS (SELECT 1 FROM posting other WHERE other.officer_id = NEW.officer_id AND other.id <> NEW.id AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on)) BEGIN SELECT RAISE(ABORT, '任职时间重叠'); END",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'audit_entry 只增不改，不得改写'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'audit_entry 只增不改，不得删除'); END",
        "CREATE TRIGGER question_revision_no_update BEFORE UPDATE ON question_revision WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'question_revision 只增不改，不得改写'); END",
        "CREATE TRIGGER question_revision_no_delete BEFORE DELETE ON question_revision WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'question_revision 只增不改，不得删除'); END",
        "CREATE TRIGGER paper_no_update BEFORE UPDATE ON paper WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper 只增不改，不得改写'); END",
        "CREATE TRIGGER paper_no_delete BEFORE DELETE ON paper WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper 只增不改，不得删除'); END",
        "CREATE TRIGGER paper_item_no_update BEFORE UPDATE ON paper_item WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_item 只增不改，不得改写'); END",
        "CREATE TRIGGER paper_item_no_delete BEFORE DELETE ON paper_item WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'paper_item 只增不改，不得删除'); END",
        "CREATE TRIGGER answer_event_no_update BEFORE UPDATE ON answer_event WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'answer_event 只增不改，不得改写'); END",
        "CREATE TRIGGER answer_event_no_delete BEFORE DELETE ON answer_event WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'answer_event 只增不改，不得删除'); END",
        "CREATE TRIGGER late_answer_no_update BEFORE UPDATE ON late_answer WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'late_answer 只增不改，不得改写'); END",
        "CREATE TRIGGER late_answer_no_delete BEFORE DELETE ON late_answer WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'late_answer 只增不改，不得删除'); END",
        "CREATE TRIGGER item_mark_no_update BEFORE UPDATE ON item_mark WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'item_mark 只增不改，不得改写'); END",
        "CREATE TRIGGER item_mark_no_delete BEFORE DELETE ON item_mark WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'item_mark 只增不改，不得删除'); END",
        "CREATE TRIGGER answer_event_only_while_live BEFORE INSERT ON answer_event WHEN NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = NEW.attempt_id AND a.state = 'live') BEGIN SELECT RAISE(ABORT, '答卷已关闭，不再接收作答'); END",
        "CREATE TRIGGER attempt_state_only_forward BEFORE UPDATE ON attempt WHEN CASE NEW.state WHEN 'live' THEN 0 WHEN 'closed' THEN 1 WHEN 'scored' THEN 2 ELSE 3 END < CASE OLD.state WHEN 'live' THEN 0 WHEN 'closed' THEN 1 WHEN 'scored' THEN 2 ELSE 3 END BEGIN SELECT RAISE(ABORT, '答卷状态只能向前'); END",
        "CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, '答卷不得删除'); END",
        "CREATE TRIGGER training_record_no_update BEFORE UPDATE ON training_record WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'training_record 只增不改，不得改写'); END",
        "CREATE TRIGGER training_record_no_delete BEFORE DELETE ON training_record WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'training_record 只增不改，不得删除'); END",
        "CREATE TRIGGER record_void_no_update BEFORE UPDATE ON record_void WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'record_void 只增不改，不得改写'); END",
        "CREATE TRIGGER record_void_no_delete BEFORE DELETE ON record_void WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'record_void 只增不改，不得删除'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION posting_no_overlap_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM posting other WHERE other.officer_id = NEW.officer_id AND other.id <> NEW.id AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on))) THEN RAISE EXCEPTION '任职时间重叠' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER posting_no_overlap_insert BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_no_overlap_insert()",
        "CREATE FUNCTION posting_no_overlap_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM posting other WHERE other.officer_id = NEW.officer_id AND other.id <> NEW.id AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on))) THEN RAISE EXCEPTION '任职时间重叠' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER posting_no_overlap_update BEFORE UPDATE ON posting FOR EACH ROW EXECUTE FUNCTION posting_no_overlap_update()",
        "CREATE FUNCTION audit_entry_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'audit_entry 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_no_update()",
        "CREATE FUNCTION audit_entry_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'audit_entry 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_no_delete()",
        "CREATE FUNCTION question_revision_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'question_revision 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER question_revision_no_update BEFORE UPDATE ON question_revision FOR EACH ROW EXECUTE FUNCTION question_revision_no_update()",
        "CREATE FUNCTION question_revision_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'question_revision 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER question_revision_no_delete BEFORE DELETE ON question_revision FOR EACH ROW EXECUTE FUNCTION question_revision_no_delete()",
        "CREATE FUNCTION paper_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER paper_no_update BEFORE UPDATE ON paper FOR EACH ROW EXECUTE FUNCTION paper_no_update()",
        "CREATE FUNCTION paper_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER paper_no_delete BEFORE DELETE ON paper FOR EACH ROW EXECUTE FUNCTION paper_no_delete()",
        "CREATE FUNCTION paper_item_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_item 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER paper_item_no_update BEFORE UPDATE ON paper_item FOR EACH ROW EXECUTE FUNCTION paper_item_no_update()",
        "CREATE FUNCTION paper_item_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'paper_item 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER paper_item_no_delete BEFORE DELETE ON paper_item FOR EACH ROW EXECUTE FUNCTION paper_item_no_delete()",
        "CREATE FUNCTION answer_event_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'answer_event 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER answer_event_no_update BEFORE UPDATE ON answer_event FOR EACH ROW EXECUTE FUNCTION answer_event_no_update()",
        "CREATE FUNCTION answer_event_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'answer_event 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER answer_event_no_delete BEFORE DELETE ON answer_event FOR EACH ROW EXECUTE FUNCTION answer_event_no_delete()",
        "CREATE FUNCTION late_answer_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'late_answer 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER late_answer_no_update BEFORE UPDATE ON late_answer FOR EACH ROW EXECUTE FUNCTION late_answer_no_update()",
        "CREATE FUNCTION late_answer_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'late_answer 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER late_answer_no_delete BEFORE DELETE ON late_answer FOR EACH ROW EXECUTE FUNCTION late_answer_no_delete()",
        "CREATE FUNCTION item_mark_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'item_mark 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER item_mark_no_update BEFORE UPDATE ON item_mark FOR EACH ROW EXECUTE FUNCTION item_mark_no_update()",
        "CREATE FUNCTION item_mark_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'item_mark 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER item_mark_no_delete BEFORE DELETE ON item_mark FOR EACH ROW EXECUTE FUNCTION item_mark_no_delete()",
        "CREATE FUNCTION answer_event_only_while_live() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = NEW.attempt_id AND a.state = 'live')) THEN RAISE EXCEPTION '答卷已关闭，不再接收作答' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER answer_event_only_while_live BEFORE INSERT ON answer_event FOR EACH ROW EXECUTE FUNCTION answer_event_only_while_live()",
        "CREATE FUNCTION attempt_state_only_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (CASE NEW.state WHEN 'live' THEN 0 WHEN 'closed' THEN 1 WHEN 'scored' THEN 2 ELSE 3 END < CASE OLD.state WHEN 'live' THEN 0 WHEN 'closed' THEN 1 WHEN 'scored' THEN 2 ELSE 3 END) THEN RAISE EXCEPTION '答卷状态只能向前' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER attempt_state_only_forward BEFORE UPDATE ON attempt FOR EACH ROW EXECUTE FUNCTION attempt_state_only_forward()",
        "CREATE FUNCTION attempt_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION '答卷不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION attempt_no_delete()",
        "CREATE FUNCTION training_record_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'training_record 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER training_record_no_update BEFORE UPDATE ON training_record FOR EACH ROW EXECUTE FUNCTION training_record_no_update()",
        "CREATE FUNCTION training_record_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'training_record 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER training_record_no_delete BEFORE DELETE ON training_record FOR EACH ROW EXECUTE FUNCTION training_record_no_delete()",
        "CREATE FUNCTION record_void_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'record_void 只增不改，不得改写' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER record_void_no_update BEFORE UPDATE ON record_void FOR EACH ROW EXECUTE FUNCTION record_void_no_update()",
        "CREATE FUNCTION record_void_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'record_void 只增不改，不得删除' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER record_void_no_delete BEFORE DELETE ON record_void FOR EACH ROW EXECUTE FUNCTION record_void_no_delete()",
    ),
}
DROP_TRIGGERS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS posting_no_overlap_insert",
        "DROP TRIGGER IF EXISTS posting_no_overlap_update",
        "DROP TRIGGER IF EXISTS audit_entry_no_update",
        "DROP TRIGGER IF EXISTS audit_entry_no_delete",
        "DROP TRIGGER IF EXISTS question_revision_no_update",
        "DROP TRIGGER IF EXISTS question_revision_no_delete",
        "DROP TRIGGER IF EXISTS paper_no_update",
        "DROP TRIGGER IF EXISTS paper_no_delete",
        "DROP TRIGGER IF EXISTS paper_item_no_update",
        "DROP TRIGGER IF EXISTS paper_item_no_delete",
        "DROP TRIGGER IF EXISTS answer_event_no_update",
        "DROP TRIGGER IF EXISTS answer_event_no_delete",
        "DROP TRIGGER IF EXISTS late_answer_no_update",
        "DROP TRIGGER IF EXISTS late_answer_no_delete",
        "DROP TRIGGER IF EXISTS item_mark_no_update",
        "DROP TRIGGER IF EXISTS item_mark_no_delete",
        "DROP TRIGGER IF EXISTS answer_event_only_while_live",
        "DROP TRIGGER IF EXISTS attempt_state_only_forward",
        "DROP TRIGGER IF EXISTS attempt_no_delete",
        "DROP TRIGGER IF EXISTS training_record_no_update",
        "DROP TRIGGER IF EXISTS training_record_no_delete",
        "DROP TRIGGER IF EXISTS record_void_no_update",
        "DROP TRIGGER IF EXISTS record_void_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS posting_no_overlap_insert ON posting",
        "DROP FUNCTION IF EXISTS posting_no_overlap_insert()",
        "DROP TRIGGER IF EXISTS posting_no_overlap_update ON posting",
        "DROP FUNCTION IF EXISTS posting_no_overlap_update()",
        "DROP TRIGGER IF EXISTS audit_entry_no_update ON audit_entry",
        "DROP FUNCTION IF EXISTS audit_entry_no_update()",
        "DROP TRIGGER IF EXISTS audit_entry_no_delete ON audit_entry",
        "DROP FUNCTION IF EXISTS audit_entry_no_delete()",
        "DROP TRIGGER IF EXISTS question_revision_no_update ON question_revision",
        "DROP FUNCTION IF EXISTS question_revision_no_update()",
        "DROP TRIGGER IF EXISTS question_revision_no_delete ON question_revision",
        "DROP FUNCTION IF EXISTS question_revision_no_delete()",
        "DROP TRIGGER IF EXISTS paper_no_update ON paper",
        "DROP FUNCTION IF EXISTS paper_no_update()",
        "DROP TRIGGER IF EXISTS paper_no_delete ON paper",
        "DROP FUNCTION IF EXISTS paper_no_delete()",
        "DROP TRIGGER IF EXISTS paper_item_no_update ON paper_item",
        "DROP FUNCTION IF EXISTS paper_item_no_update()",
        "DROP TRIGGER IF EXISTS paper_item_no_delete ON paper_item",
        "DROP FUNCTION IF EXISTS paper_item_no_delete()",
        "DROP TRIGGER IF EXISTS answer_event_no_update ON answer_event",
        "DROP FUNCTION IF EXISTS answer_event_no_update()",
        "DROP TRIGGER IF EXISTS answer_event_no_delete ON answer_event",
        "DROP FUNCTION IF EXISTS answer_event_no_delete()",
        "DROP TRIGGER IF EXISTS late_answer_no_update ON late_answer",
        "DROP FUNCTION IF EXISTS late_answer_no_update()",
        "DROP TRIGGER IF EXISTS late_answer_no_delete ON late_answer",
        "DROP FUNCTION IF EXISTS late_answer_no_delete()",
        "DROP TRIGGER IF EXISTS item_mark_no_update ON item_mark",
        "DROP FUNCTION IF EXISTS item_mark_no_update()",
        "DROP TRIGGER IF EXISTS item_mark_no_delete ON item_mark",
        "DROP FUNCTION IF EXISTS item_mark_no_delete()",
        "DROP TRIGGER IF EXISTS answer_event_only_while_live ON answer_event",
        "DROP FUNCTION IF EXISTS answer_event_only_while_live()",
        "DROP TRIGGER IF EXISTS attempt_state_only_forward ON attempt",
        "DROP FUNCTION IF EXISTS attempt_state_only_forward()",
        "DROP TRIGGER IF EXISTS attempt_no_delete ON attempt",
        "DROP FUNCTION IF EXISTS attempt_no_delete()",
        "DROP TRIGGER IF EXISTS training_record_no_update ON training_record",
        "DROP FUNCTION IF EXISTS training_record_no_update()",
        "DROP TRIGGER IF EXISTS training_record_no_delete ON training_record",
        "DROP FUNCTION IF EXISTS training_record_no_delete()",
        "DROP TRIGGER IF EXISTS record_void_no_update ON record_void",
        "DROP FUNCTION IF EXISTS record_void_no_update()",
        "DROP TRIGGER IF EXISTS record_void_no_delete ON record_void",
        "DROP FUNCTION IF EXISTS record_void_no_delete()",
    ),
}


def _run(statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("object_kind", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "refused",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entry_actor_id_number"), ["actor_id", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_object_kind_object_id"),
            ["object_kind", "object_id"],
            unique=False,
        )

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "staged",
                "committed",
                "undone",
                "discarded",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "notes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_batch_content_digest"), ["content_digest"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_batch_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_import_batch_committed",
            ["kind", "content_digest"],
            unique=True,
            sqlite_where=sa.text("state = 'committed'"),
            postgresql_where=sa.text("state = 'committed'"),
        )

    op.create_table(
        "law",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law")),
        sa.UniqueConstraint("name", name=op.f("uq_law_name")),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("badge_number", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_spelling", sa.String(length=160), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male", "female", name="sex", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("birth_on", sa.Date(), nullable=False),
        sa.Column(
            "education",
            sa.Enum(
                "secondary",
                "college",
                "bachelor",
                "master",
                "doctor",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "establishment",
            sa.Enum(
                "civil_servant",
                "civil_service_like",
                "public_institution",
                "auxiliary",
                name="establishment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "in_post",
                "on_leave",
                "retired",
                "left",
                name="officerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("id_number_sealed", sa.Text(), nullable=False),
        sa.Column("id_number_index", sa.String(length=64), nullable=False),
        sa.Column("id_number_masked", sa.String(length=18), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("badge_number", name=op.f("uq_officer_badge_number")),
        sa.UniqueConstraint("id_number_index", name=op.f("uq_officer_id_number_index")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_name"), ["name"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_officer_name_spelling"), ["name_spelling"], unique=False
        )

    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "retired",
                name="questionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "pool",
            sa.Enum(
                "exam",
                "practice",
                name="pool",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("code", name=op.f("uq_question_code")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_state_pool"), ["state", "pool"], unique=False)

    op.create_table(
        "sign_in_throttle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("window_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_throttle")),
        sa.UniqueConstraint(
            "key", "window_starts_at", name=op.f("uq_sign_in_throttle_key_window_starts_at")
        ),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "province",
                "city",
                "county",
                "squad",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_name"), ["name"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("login = lower(login)", name=op.f("ck_account_login_lower_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_account_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_account_officer_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "blueprint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blueprint_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blueprint")),
    )
    with op.batch_alter_table("blueprint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blueprint_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "valid_until > valid_from", name=op.f("ck_certificate_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_certificate_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("officer_id", "number", name=op.f("uq_certificate_officer_id_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "long_sick_leave",
                "maternity",
                "seconded",
                "suspended",
                "left",
                name="exclusionreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_exclusion_ends_after_start")
        ),
        sa.CheckConstraint("length(evidence) > 0", name=op.f("ck_exclusion_evidence_named")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_exclusion_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exclusion_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "new",
                "update",
                "unchanged",
                "duplicate",
                "error",
                name="rowoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cells_sealed", sa.Text(), nullable=False),
        sa.Column(
            "problems", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("before_sealed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "sheet", "number", name=op.f("pk_import_row")),
    )
    op.create_table(
        "law_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("law_id", sa.Uuid(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("repealed_on", sa.Date(), nullable=True),
        sa.Column("standing", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "repealed_on IS NULL OR repealed_on >= adopted_on",
            name=op.f("ck_law_version_repealed_after"),
        ),
        sa.ForeignKeyConstraint(["law_id"], ["law.id"], name=op.f("fk_law_version_law_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_version")),
        sa.UniqueConstraint("law_id", "adopted_on", name=op.f("uq_law_version_law_id_adopted_on")),
    )
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_law_version_law_id"), ["law_id"], unique=False)

    op.create_table(
        "leadership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "head",
                "deputy",
                "member",
                name="leaderrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_leadership_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_leadership_officer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_leadership_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership")),
    )
    with op.batch_alter_table("leadership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leadership_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leadership_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("is_enforcing", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_posting_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_posting_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_posting_officer_id_starts_on"), ["officer_id", "starts_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_posting_unit_id_starts_on"), ["unit_id", "starts_on"], unique=False
        )
        batch_op.create_index(
            "uq_posting_open",
            ["officer_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "training_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "fact",
            sa.Enum(
                "rotation_exam_sat",
                "rotation_exam_passed",
                "other_exam_sat",
                "other_exam_passed",
                name="fact",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_training_record_officer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_record_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
        sa.UniqueConstraint(
            "officer_id", "fact", "source", name=op.f("uq_training_record_officer_id_fact_source")
        ),
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_record_fact_occurred_on_officer_id"),
            ["fact", "occurred_on", "officer_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_officer_id_occurred_on"),
            ["officer_id", "occurred_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_training_record_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reporting",
                "geographic",
                name="parentage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ancestor_id", sa.Uuid(), nullable=False),
        sa.Column("descendant_id", sa.Uuid(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(depth = 0) = (ancestor_id = descendant_id)",
            name=op.f("ck_unit_closure_depth_zero_is_self"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_unit_closure_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["unit.id"], name=op.f("fk_unit_closure_ancestor_id")
        ),
        sa.ForeignKeyConstraint(
            ["descendant_id"], ["unit.id"], name=op.f("fk_unit_closure_descendant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_closure")),
        sa.UniqueConstraint(
            "kind",
            "ancestor_id",
            "descendant_id",
            "starts_on",
            name=op.f("uq_unit_closure_kind_ancestor_id_descendant_id_starts_on"),
        ),
    )
    with op.batch_alter_table("unit_closure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_closure_descendant_id_kind"),
            ["descendant_id", "kind"],
            unique=False,
        )

    op.create_table(
        "unit_parent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reporting",
                "geographic",
                name="parentage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_unit_parent_ends_after_start")
        ),
        sa.CheckConstraint("unit_id <> parent_id", name=op.f("ck_unit_parent_not_its_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_parent_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_parent")),
    )
    with op.batch_alter_table("unit_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_parent_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_unit_parent_open",
            ["unit_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "blueprint_cell",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("blueprint_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "single",
                "multiple",
                "indefinite",
                "true_false",
                "fill_in",
                "ordering",
                "matching",
                "short_answer",
                "case",
                "document_error",
                "evidence",
                name="questiontype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "constitution",
                "common_law",
                "conduct",
                "ethics",
                "civility",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("law_id", sa.Uuid(), nullable=True),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column(
            "field",
            sa.Enum(
                "general",
                "highway",
                "road_transport",
                "waterway_transport",
                "channel",
                "port",
                "local_maritime",
                "construction_quality",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("count >= 1", name=op.f("ck_blueprint_cell_at_least_one")),
        sa.CheckConstraint(
            "difficulty IS NULL OR difficulty BETWEEN 1 AND 3",
            name=op.f("ck_blueprint_cell_difficulty_in_range"),
        ),
        sa.CheckConstraint("worth > 0", name=op.f("ck_blueprint_cell_worth_something")),
        sa.ForeignKeyConstraint(
            ["blueprint_id"], ["blueprint.id"], name=op.f("fk_blueprint_cell_blueprint_id")
        ),
        sa.ForeignKeyConstraint(["law_id"], ["law.id"], name=op.f("fk_blueprint_cell_law_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blueprint_cell")),
        sa.UniqueConstraint(
            "blueprint_id", "position", name=op.f("uq_blueprint_cell_blueprint_id_position")
        ),
    )
    op.create_table(
        "certificate_field",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "general",
                "highway",
                "road_transport",
                "waterway_transport",
                "channel",
                "port",
                "local_maritime",
                "construction_quality",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_field_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "field", name=op.f("pk_certificate_field")),
    )
    op.create_table(
        "exam",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("blueprint_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rotation",
                "other",
                name="examkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("pass_score", sa.Integer(), nullable=False),
        sa.Column(
            "partial_credit",
            sa.Enum(
                "all_or_nothing",
                "half",
                "proportional",
                name="partialcredit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("shuffles_items", sa.Boolean(), nullable=False),
        sa.Column("shuffles_options", sa.Boolean(), nullable=False),
        sa.Column(
            "release_policy",
            sa.Enum(
                "at_once",
                "together",
                name="releasepolicy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "review_mode",
            sa.Enum(
                "score",
                "wrong_items",
                "whole_paper",
                name="reviewmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("form_count", sa.Integer(), nullable=False),
        sa.Column("avoids_last", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 1 AND 480", name=op.f("ck_exam_duration_in_range")
        ),
        sa.CheckConstraint(
            "form_count BETWEEN 1 AND 3", name=op.f("ck_exam_form_count_in_range")
        ),
        sa.CheckConstraint(
            "avoids_last BETWEEN 0 AND 5", name=op.f("ck_exam_avoids_last_in_range")
        ),
        sa.CheckConstraint("pass_score > 0", name=op.f("ck_exam_pass_score_positive")),
        sa.ForeignKeyConstraint(
            ["blueprint_id"], ["blueprint.id"], name=op.f("fk_exam_blueprint_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_exam_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_blueprint_id"), ["blueprint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "question_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "single",
                "multiple",
                "indefinite",
                "true_false",
                "fill_in",
                "ordering",
                "matching",
                "short_answer",
                "case",
                "document_error",
                "evidence",
                name="questiontype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column(
            "options", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("key", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("law_version_id", sa.Uuid(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=True),
        sa.Column(
            "topic",
            sa.Enum(
                "constitution",
                "common_law",
                "conduct",
                "ethics",
                "civility",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "difficulty BETWEEN 1 AND 3", name=op.f("ck_question_revision_difficulty_in_range")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_question_revision_number_from_one")),
        sa.ForeignKeyConstraint(
            ["law_version_id"], ["law_version.id"], name=op.f("fk_question_revision_law_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_revision_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_revision")),
        sa.UniqueConstraint(
            "question_id",
            "content_digest",
            name=op.f("uq_question_revision_question_id_content_digest"),
        ),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_question_revision_question_id_number")
        ),
    )
    with op.batch_alter_table("question_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_revision_law_version_id"), ["law_version_id"], unique=False
        )

    op.create_table(
        "record_void",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["training_record.id"], name=op.f("fk_record_void_record_id")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_void")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "trainer",
                "author",
                "reviewer",
                "exam_manager",
                "invigilator",
                "marker",
                "unit_viewer",
                "unit_administrator",
                "system_administrator",
                "security_administrator",
                "audit_administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_role_assignment_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_assignment_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
    )
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_assignment_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_role_assignment_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_role_assignment_one_administrator",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text(
                "role IN ('system_administrator', 'security_administrator', 'audit_administrator') AND revoked_at IS NULL"
            ),
            postgresql_where=sa.text(
                "role IN ('system_administrator', 'security_administrator', 'audit_administrator') AND revoked_at IS NULL"
            ),
        )
        batch_op.create_index(
            "uq_role_assignment_standing",
            ["account_id", "role", "unit_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_session_token_digest")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=1), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("full_score", sa.Integer(), nullable=False),
        sa.Column("expected_score", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_paper_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.CheckConstraint("form IN ('A', 'B', 'C')", name=op.f("ck_paper_form_is_letter")),
        sa.UniqueConstraint("exam_id", "form", name=op.f("uq_paper_exam_id_form")),
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("late_entry_minutes", sa.Integer(), nullable=True),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("attempt_limit", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "attempt_limit BETWEEN 1 AND 10", name=op.f("ck_sitting_attempt_limit_in_range")
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_sitting_closes_after_opening")),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 1 AND 480", name=op.f("ck_sitting_duration_in_range")
        ),
        sa.CheckConstraint(
            "grace_seconds BETWEEN 0 AND 600", name=op.f("ck_sitting_grace_in_range")
        ),
        sa.CheckConstraint(
            "late_entry_minutes IS NULL OR late_entry_minutes >= 0",
            name=op.f("ck_sitting_late_entry_not_negative"),
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_sitting_exam_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sitting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "candidate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "extra_minutes BETWEEN 0 AND 480", name=op.f("ck_candidate_extra_minutes_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_candidate_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_candidate_sitting_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_candidate_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint(
            "sitting_id", "officer_id", name=op.f("uq_candidate_sitting_id_officer_id")
        ),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "paper_item",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column("key", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_item_paper_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["question_revision.id"], name=op.f("fk_paper_item_revision_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", "position", name=op.f("pk_paper_item")),
        sa.UniqueConstraint(
            "paper_id", "revision_id", name=op.f("uq_paper_item_paper_id_revision_id")
        ),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_limit", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "live",
                "closed",
                "scored",
                "final",
                name="attemptstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "close_reason",
            sa.Enum(
                "handed_in",
                "expired",
                name="closereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("lease_device", sa.String(length=64), nullable=False),
        sa.Column(
            "layout", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("receipt", sa.String(length=16), nullable=True),
        sa.Column("awaits_marker", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'live') = (closed_at IS NULL)", name=op.f("ck_attempt_closed_when_not_live")
        ),
        sa.CheckConstraint(
            "state = 'closed' OR NOT awaits_marker",
            name=op.f("ck_attempt_awaits_marker_when_closed"),
        ),
        sa.CheckConstraint(
            "number BETWEEN 1 AND number_limit", name=op.f("ck_attempt_within_limit")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_attempt_candidate_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_attempt_officer_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_attempt_paper_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_attempt_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("receipt", name=op.f("uq_attempt_receipt")),
        sa.UniqueConstraint(
            "sitting_id",
            "officer_id",
            "number",
            name=op.f("uq_attempt_sitting_id_officer_id_number"),
        ),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempt_awaiting",
            ["sitting_id"],
            unique=False,
            sqlite_where=sa.text("awaits_marker"),
            postgresql_where=sa.text("awaits_marker"),
        )
        batch_op.create_index(batch_op.f("ix_attempt_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(
            "ix_attempt_live_deadline",
            ["deadline_at"],
            unique=False,
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )
        batch_op.create_index(batch_op.f("ix_attempt_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_attempt_live",
            ["sitting_id", "officer_id"],
            unique=True,
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )

    op.create_table(
        "answer_event",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("client_event_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("client_seq", sa.Integer(), nullable=False),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_answer_event_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "client_event_id", name=op.f("pk_answer_event")),
    )
    op.create_table(
        "attempt_score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("scorer_version", sa.String(length=16), nullable=False),
        sa.Column("answers_digest", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("full_score", sa.Integer(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column(
            "item_scores", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "score BETWEEN 0 AND full_score", name=op.f("ck_attempt_score_score_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_score_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_score")),
        sa.UniqueConstraint("attempt_id", "run", name=op.f("uq_attempt_score_attempt_id_run")),
    )
    with op.batch_alter_table("attempt_score", schema=None) as batch_op:
        batch_op.create_index(
            "uq_attempt_score_current",
            ["attempt_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "late_answer",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("client_event_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("client_seq", sa.Integer(), nullable=False),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "after_deadline",
                "closed",
                "lease_lost",
                name="latereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_late_answer_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "client_event_id", name=op.f("pk_late_answer")),
    )
    op.create_table(
        "item_mark",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column(
            "awarded", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_item_mark_not_negative")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_item_mark_attempt_id")
        ),
        sa.ForeignKeyConstraint(["marked_by"], ["account.id"], name=op.f("fk_item_mark_marked_by")),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name=op.f("pk_item_mark")),
    )
    _run(CREATE_TRIGGERS)


def downgrade() -> None:
    _run(DROP_TRIGGERS)
    op.drop_table("item_mark")
    op.drop_table("late_answer")
    with op.batch_alter_table("attempt_score", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempt_score_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.drop_table("attempt_score")
    op.drop_table("answer_event")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempt_live",
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )
        batch_op.drop_index(batch_op.f("ix_attempt_state"))
        batch_op.drop_index(batch_op.f("ix_attempt_officer_id"))
        batch_op.drop_index(
            "ix_attempt_live_deadline",
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )
        batch_op.drop_index(batch_op.f("ix_attempt_candidate_id"))
        batch_op.drop_index(
            "ix_attempt_awaiting",
            sqlite_where=sa.text("awaits_marker"),
            postgresql_where=sa.text("awaits_marker"),
        )

    op.drop_table("attempt")
    op.drop_table("paper_item")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_unit_id"))
        batch_op.drop_index(batch_op.f("ix_candidate_officer_id"))

    op.drop_table("candidate")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_unit_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_exam_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_closes_at"))

    op.drop_table("sitting")
    op.drop_table("paper")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_account_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_assignment_standing",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_assignment_one_administrator",
            sqlite_where=sa.text(
                "role IN ('system_administrator', 'security_administrator', 'audit_administrator') AND revoked_at IS NULL"
            ),
            postgresql_where=sa.text(
                "role IN ('system_administrator', 'security_administrator', 'audit_administrator') AND revoked_at IS NULL"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_role_assignment_unit_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignment_account_id"))

    op.drop_table("role_assignment")
    op.drop_table("record_void")
    with op.batch_alter_table("question_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_revision_law_version_id"))

    op.drop_table("question_revision")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_unit_id"))
        batch_op.drop_index(batch_op.f("ix_exam_blueprint_id"))

    op.drop_table("exam")
    op.drop_table("certificate_field")
    op.drop_table("blueprint_cell")
    with op.batch_alter_table("unit_parent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_parent_open",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_unit_parent_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_parent_parent_id"))

    op.drop_table("unit_parent")
    with op.batch_alter_table("unit_closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_closure_descendant_id_kind"))

    op.drop_table("unit_closure")
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_record_unit_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_officer_id_occurred_on"))
        batch_op.drop_index(batch_op.f("ix_training_record_fact_occurred_on_officer_id"))

    op.drop_table("training_record")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_posting_open",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_posting_unit_id_starts_on"))
        batch_op.drop_index(batch_op.f("ix_posting_officer_id_starts_on"))

    op.drop_table("posting")
    with op.batch_alter_table("leadership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leadership_unit_id"))
        batch_op.drop_index(batch_op.f("ix_leadership_officer_id"))

    op.drop_table("leadership")
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_law_version_law_id"))

    op.drop_table("law_version")
    op.drop_table("import_row")
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exclusion_officer_id"))

    op.drop_table("exclusion")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_officer_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("blueprint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blueprint_unit_id"))

    op.drop_table("blueprint")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_unit_id"))

    op.drop_table("account")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_name"))

    op.drop_table("unit")
    op.drop_table("sign_in_throttle")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_state_pool"))

    op.drop_table("question")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_name_spelling"))
        batch_op.drop_index(batch_op.f("ix_officer_name"))

    op.drop_table("officer")
    op.drop_table("law")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_import_batch_committed",
            sqlite_where=sa.text("state = 'committed'"),
            postgresql_where=sa.text("state = 'committed'"),
        )
        batch_op.drop_index(batch_op.f("ix_import_batch_unit_id"))
        batch_op.drop_index(batch_op.f("ix_import_batch_content_digest"))

    op.drop_table("import_batch")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_object_kind_object_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id_number"))

    op.drop_table("audit_entry")
