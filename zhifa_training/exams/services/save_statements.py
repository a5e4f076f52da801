"""The statements of a save (保存作答的语句), one for each database.

Measured: checking the attempt and then writing loses acknowledged answers when a hand-in comes
between. So the check and the write are one statement, and it holds the attempt's row: PostgreSQL by
FOR SHARE, which waits for a hand-in and sees what it did; SQLite by its one write lock.
"""

import sqlalchemy as sa

from zhifa_training.core.types import Json, UtcDateTime

POSTGRESQL_NOW = "clock_timestamp()"
SQLITE_NOW = "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"

POSTGRESQL_SAVE = """
WITH who AS MATERIALIZED (
  SELECT account.officer_id
  FROM sign_in_session JOIN account ON account.id = sign_in_session.account_id
  WHERE sign_in_session.token_digest = :token AND sign_in_session.ended_at IS NULL
    AND sign_in_session.expires_at > {now} AND account.disabled_at IS NULL
), held AS MATERIALIZED (
  SELECT a.* FROM attempt a JOIN who ON who.officer_id = a.officer_id
  WHERE a.id = :attempt FOR SHARE OF a
), gate AS MATERIALIZED (
  SELECT held.*, {now} AS now,
    held.deadline_at + make_interval(secs => held.grace_seconds) AS last_at,
    (:is_known OR held.layout @> CAST(:chosen AS jsonb)) AS is_valid
  FROM held
), given AS (
  SELECT * FROM unnest(
    CAST(:events AS uuid[]), CAST(:items AS uuid[]), CAST(:values AS text[]), CAST(:seqs AS int[])
  ) AS given (client_event_id, item_id, value, client_seq)
), judged AS MATERIALIZED (
  SELECT given.*, gate.id AS attempt_id, gate.now,
    CASE
      WHEN gate.state <> 'live' THEN 'closed'
      WHEN gate.lease_epoch <> :epoch THEN 'lease_lost'
      WHEN gate.now <= gate.deadline_at THEN NULL
      WHEN gate.now <= gate.last_at AND given.client_seq > (
        SELECT max(e.client_seq) FROM answer_event e
        WHERE e.attempt_id = gate.id AND e.lease_epoch = gate.lease_epoch
      ) THEN NULL
      ELSE 'after_deadline'
    END AS reason
  FROM gate CROSS JOIN given WHERE gate.is_valid AND gate.paused_at IS NULL
), saved AS (
  INSERT INTO answer_event
    (attempt_id, client_event_id, item_id, value, client_seq, lease_epoch, received_at)
  SELECT attempt_id, client_event_id, item_id, value, client_seq, :epoch, now
  FROM judged WHERE reason IS NULL
  ON CONFLICT (attempt_id, client_event_id) DO NOTHING
), late AS MATERIALIZED (
  SELECT * FROM judged WHERE reason IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM answer_event e
    WHERE e.attempt_id = judged.attempt_id AND e.client_event_id = judged.client_event_id
  )
), kept AS (
  INSERT INTO late_answer
    (attempt_id, client_event_id, item_id, value, client_seq, lease_epoch, received_at, reason)
  SELECT attempt_id, client_event_id, item_id, value, client_seq, :epoch, now, reason FROM late
  ON CONFLICT (attempt_id, client_event_id) DO NOTHING
)
SELECT EXISTS (SELECT 1 FROM who) AS is_signed_in, {now} AS now,
  gate.deadline_at, gate.last_at, gate.is_valid, gate.paper_id,
  gate.paused_at IS NOT NULL AS is_paused,
  CASE WHEN :is_known THEN NULL ELSE gate.layout END AS layout,
  (SELECT json_agg(client_event_id) FROM late) AS late, (SELECT max(reason) FROM late) AS reason
FROM (SELECT 1) AS always LEFT JOIN gate ON true
"""

_SQLITE_WHO = """
  SELECT account.officer_id
  FROM sign_in_session JOIN account ON account.id = sign_in_session.account_id
  WHERE sign_in_session.token_digest = :token AND sign_in_session.ended_at IS NULL
    AND sign_in_session.expires_at > {now} AND account.disabled_at IS NULL
"""
_SQLITE_VALID = """
  (:is_known OR NOT EXISTS (
    SELECT 1 FROM json_each(:chosen) c WHERE NOT EXISTS (
      SELECT 1 FROM json_each(a.layout) l
      WHERE json_extract(l.value, '$[0]') = json_extract(c.value, '$[0]') AND NOT EXISTS (
        SELECT 1 FROM json_each(c.value, '$[1]') o
        WHERE o.value NOT IN (SELECT value FROM json_each(l.value, '$[1]'))))))
"""
_SQLITE_GIVEN = """
  (SELECT json_extract(value, '$[0]') AS client_event_id, json_extract(value, '$[1]') AS item_id,
    json_extract(value, '$[2]') AS value, json_extract(value, '$[3]') AS client_seq
  FROM json_each(:given)) given
"""
_SQLITE_LAST = (
    "(strftime('%Y-%m-%d %H:%M:%f', a.deadline_at, a.grace_seconds || ' seconds') || '000')"
)
_SQLITE_REASON = f"""
  CASE
    WHEN a.state <> 'live' THEN 'closed'
    WHEN a.lease_epoch <> :epoch THEN 'lease_lost'
    WHEN {{now}} <= a.deadline_at THEN NULL
    WHEN {{now}} <= {_SQLITE_LAST} AND given.client_seq > (
      SELECT max(e.client_seq) FROM answer_event e
      WHERE e.attempt_id = a.id AND e.lease_epoch = a.lease_epoch
    ) THEN NULL
    ELSE 'after_deadline'
  END
"""  # noqa: S608
_SQLITE_JUDGED = f"""
  FROM attempt a JOIN {_SQLITE_GIVEN}
  WHERE a.id = :attempt AND a.officer_id = ({_SQLITE_WHO}) AND {_SQLITE_VALID}
  AND a.paused_at IS NULL
"""
_SQLITE_NOT_SAVED = """
  NOT EXISTS (
    SELECT 1 FROM answer_event e
    WHERE e.attempt_id = a.id AND e.client_event_id = given.client_event_id)
"""
_COLUMNS = "(attempt_id, client_event_id, item_id, value, client_seq, lease_epoch, received_at"
_VALUES = """
  a.id, given.client_event_id, given.item_id, given.value, given.client_seq, :epoch, {now}
"""
SQLITE_SAVE = f"""
INSERT INTO answer_event {_COLUMNS})
SELECT {_VALUES} {_SQLITE_JUDGED} AND {_SQLITE_REASON} IS NULL
ON CONFLICT (attempt_id, client_event_id) DO NOTHING
RETURNING received_at AS now,
  (SELECT deadline_at FROM attempt WHERE attempt.id = attempt_id) AS deadline_at,
  (SELECT paper_id FROM attempt WHERE attempt.id = attempt_id) AS paper_id,
  CASE WHEN :is_known THEN NULL
    ELSE (SELECT layout FROM attempt WHERE attempt.id = attempt_id) END AS layout
"""  # noqa: S608
SQLITE_KEEP_LATE = f"""
INSERT INTO late_answer {_COLUMNS}, reason)
SELECT {_VALUES}, {_SQLITE_REASON} {_SQLITE_JUDGED}
  AND {_SQLITE_REASON} IS NOT NULL AND {_SQLITE_NOT_SAVED}
ON CONFLICT (attempt_id, client_event_id) DO NOTHING
"""
SQLITE_EXPLAIN = f"""
SELECT EXISTS ({_SQLITE_WHO}) AS is_signed_in, {{now}} AS now,
  a.deadline_at, {_SQLITE_LAST} AS last_at,
  {_SQLITE_VALID} AS is_valid, a.paper_id, a.paused_at IS NOT NULL AS is_paused,
  CASE WHEN :is_known THEN NULL ELSE a.layout END AS layout,
  (SELECT json_group_array(given.client_event_id) FROM {_SQLITE_GIVEN}
    WHERE {_SQLITE_NOT_SAVED}) AS late,
  (SELECT max({_SQLITE_REASON}) FROM {_SQLITE_GIVEN} WHERE {_SQLITE_NOT_SAVED}) AS reason
FROM (SELECT 1) LEFT JOIN attempt a ON a.id = :attempt AND a.officer_id = ({_SQLITE_WHO})
"""  # noqa: S608


def prepared(sql: str, now: str) -> sa.TextualSelect:
    """Return a statement that judges time by ``now``, the database's own clock."""
    return sa.text(sql.replace("{now}", now)).columns(
        now=UtcDateTime(),
        deadline_at=UtcDateTime(),
        last_at=UtcDateTime(),
        paper_id=sa.Uuid(),
        layout=Json,
        late=sa.JSON(),
    )
