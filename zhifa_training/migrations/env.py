"""Alembic's environment: the app's own engine, one history for both databases."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON

target = current_app.extensions["migrate"].db


PLAIN = {"UtcDateTime": "sa.DateTime(timezone=True)", "Score": "sa.Integer()"}
"""Our own column types, written into migrations as what the database holds."""


JSON_TYPE = "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


def _render_item(kind: str, item: Any, autogenerate: Any) -> Any:
    if kind != "type":
        return False
    if isinstance(item, JSON):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return JSON_TYPE
    return PLAIN.get(type(item).__name__, False)


def _skip_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    is_generated = getattr(context.config.cmd_opts, "autogenerate", False)
    if is_generated and directives[0].upgrade_ops.is_empty():
        directives.clear()


def run() -> None:
    """Run the migrations inside one transaction."""
    engine = target.engine.execution_options(writes=True)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render_item,
            transaction_per_migration=True,
            process_revision_directives=_skip_empty,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
