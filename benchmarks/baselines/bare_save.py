"""The bound of a save: Flask, the driver, and one guarded upsert, as durable as the product's.

The statement checks that the attempt is live, the officer's, and in time, and that the answer is
not older than the stored one. Nobody signs in, nothing is checked against forgery or logged.
"""

import os
import sqlite3
import threading

import psycopg
from flask import Flask, jsonify, request

URL = os.environ["ZHIFA_DATABASE_URL"]
IS_POSTGRESQL = URL.startswith("postgresql")
UPSERT = """
INSERT INTO bare_answer (attempt_id, item_id, value, seq, saved_at)
SELECT a.id, {item}, {value}, {seq}, {now} FROM bare_attempt a
WHERE a.id = {attempt} AND a.officer_id = {officer} AND a.state = 'live' AND a.deadline_at > {now}
{lock}
ON CONFLICT (attempt_id, item_id) DO UPDATE
SET value = excluded.value, seq = excluded.seq, saved_at = excluded.saved_at
WHERE excluded.seq > bare_answer.seq
RETURNING saved_at
"""
NAMES = ("item", "value", "seq", "attempt", "officer")
app = Flask(__name__)
local = threading.local()


def _postgresql():
    url = URL.replace("+psycopg", "", 1)
    local.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    local.connection.execute("SET synchronous_commit = on")
    placeholders = {name: f"%({name})s" for name in NAMES}
    placeholders |= {"attempt": "%(attempt)s::uuid", "item": "%(item)s::uuid"}
    local.statement = UPSERT.format(**placeholders, now="clock_timestamp()", lock="FOR SHARE OF a")


def _sqlite():
    local.connection = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 15000"):
        local.connection.execute(f"PRAGMA {pragma}")
    placeholders = {name: f":{name}" for name in NAMES}
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    local.statement = UPSERT.format(**placeholders, now=now, lock="")


def _connection():
    if not hasattr(local, "connection"):
        _postgresql() if IS_POSTGRESQL else _sqlite()
    return local.connection


@app.post("/save")
def save():
    connection = _connection()
    row = connection.execute(local.statement, request.get_json()).fetchone()
    if row is None:
        return jsonify(code="closed"), 410
    return jsonify(state="saved", now=str(row[0]))
