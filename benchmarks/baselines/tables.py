"""Tables of the baselines, in the same database as the product's."""

import sqlalchemy as sa

metadata = sa.MetaData()

bare_attempt = sa.Table(
    "bare_attempt",
    metadata,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("officer_id", sa.Uuid(), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
)
bare_answer = sa.Table(
    "bare_answer",
    metadata,
    sa.Column("attempt_id", sa.Uuid(), sa.ForeignKey("bare_attempt.id"), primary_key=True),
    sa.Column("item_id", sa.Uuid(), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
)
orm_user = sa.Table(
    "orm_user",
    metadata,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
)
orm_attempt = sa.Table(
    "orm_attempt",
    metadata,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("user_id", sa.Uuid(), sa.ForeignKey("orm_user.id"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
)
orm_question = sa.Table(
    "orm_question",
    metadata,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("stem", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
)
orm_answer = sa.Table(
    "orm_answer",
    metadata,
    sa.Column("attempt_id", sa.Uuid(), sa.ForeignKey("orm_attempt.id"), primary_key=True),
    sa.Column("question_id", sa.Uuid(), sa.ForeignKey("orm_question.id"), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
)
