from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counting(bind):
    seen = []

    def note(conn, cursor, statement, *rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            seen.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", note)
