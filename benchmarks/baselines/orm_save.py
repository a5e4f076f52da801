"""How it is usually written: Flask-Login, Flask-SQLAlchemy, four selects, an update, a commit."""

import os
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask, abort, jsonify, request
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

from benchmarks.baselines import tables


class Base(DeclarativeBase):
    metadata = tables.metadata


class User(UserMixin, Base):
    __table__ = tables.orm_user


class Attempt(Base):
    __table__ = tables.orm_attempt


class Question(Base):
    __table__ = tables.orm_question


class Answer(Base):
    __table__ = tables.orm_answer


app = Flask(__name__)
app.config.from_mapping(
    SECRET_KEY=os.environ["ZHIFA_SECRET_KEY"],
    SESSION_COOKIE_NAME="orm",
    SQLALCHEMY_DATABASE_URI=os.environ["ZHIFA_DATABASE_URL"],
)
db = SQLAlchemy(app, model_class=Base)
login_manager = LoginManager(app)
login_manager.session_protection = None


@event.listens_for(Engine, "connect")
def _durable(connection, _record):
    if type(connection).__module__.startswith("sqlite3"):
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 15000"):
            connection.execute(f"PRAGMA {pragma}")


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, UUID(user_id))


@app.post("/save")
@login_required
def save():
    wanted = request.get_json()
    attempt = db.session.get(Attempt, UUID(wanted["attempt"])) or abort(404)
    if attempt.user_id != current_user.id:
        abort(404)
    if attempt.state != "live" or attempt.deadline_at.replace(tzinfo=UTC) < datetime.now(UTC):
        abort(410)
    question = db.session.get(Question, UUID(wanted["item"])) or abort(404)
    offered = {option["id"] for option in question.options}
    if not offered.issuperset(wanted["value"].split(",")):
        abort(422)
    answer = db.session.get(Answer, (attempt.id, question.id)) or abort(404)
    now = datetime.now(UTC)
    answer.value, answer.saved_at = wanted["value"], now
    db.session.commit()
    return jsonify(state="saved", now=now.isoformat())
