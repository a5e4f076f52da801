"""Builds the application. The only module that knows every part."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from zhifa_training.accounts import cli as account_commands
from zhifa_training.accounts import guard, login
from zhifa_training.accounts.views import pages as account_pages
from zhifa_training.audit import models as audit_models
from zhifa_training.audit import views as audit_pages
from zhifa_training.config import ROOT, Profile, Settings
from zhifa_training.core import navigation, web
from zhifa_training.core.crypto import KeyRing
from zhifa_training.core.db import db
from zhifa_training.core.imports import models as import_models
from zhifa_training.core.signatures import ForgeryCheck, RememberingSessions
from zhifa_training.demo import cli as demo_commands
from zhifa_training.exams import cli as exam_commands
from zhifa_training.exams.models import attempts as exam_models
from zhifa_training.exams.models import corrections as correction_models
from zhifa_training.exams.models import invigilation as invigilation_models
from zhifa_training.exams.models import resits as resit_models
from zhifa_training.exams.shortcut import ExamShortcut
from zhifa_training.exams.views import (
    blueprints,
    corrections,
    exams,
    invigilation,
    marking,
    media,
    resits,
    results,
    room,
    samples,
    sittings,
    trials,
    tryout,
)
from zhifa_training.home import health, system
from zhifa_training.home import views as home
from zhifa_training.metrics import views as metrics
from zhifa_training.practice.views import pages as practice_pages
from zhifa_training.questions import cli as bank_commands
from zhifa_training.questions.views import imports, law_pages
from zhifa_training.questions.views import pages as question_pages
from zhifa_training.records import models as record_models
from zhifa_training.records import views as records
from zhifa_training.styleguide import views as styleguide
from zhifa_training.units.views import pages as unit_pages

BLUEPRINTS: tuple[Any, ...] = (
    home.bp,
    health.bp,
    unit_pages.units_bp,
    unit_pages.officers_bp,
    unit_pages.imports_bp,
    system.bp,
    demo_commands.bp,
    room.bp,
    exam_commands.bp,
    metrics.bp,
    account_pages.bp,
    account_commands.bp,
    audit_pages.bp,
    records.bp,
    question_pages.bp,
    question_pages.review_bp,
    law_pages.bp,
    imports.bp,
    bank_commands.bp,
    blueprints.bp,
    exams.bp,
    corrections.bp,
    sittings.bp,
    invigilation.bp,
    resits.bp,
    samples.bp,
    results.bp,
    marking.bp,
    media.bp,
    trials.bp,
    tryout.bp,
    practice_pages.bp,
)
TABLES = (
    audit_models,
    import_models,
    exam_models,
    correction_models,
    invigilation_models,
    resit_models,
    record_models,
)
"""Modules whose tables no other import reaches."""

csrf = ForgeryCheck()
migrate = Migrate()


def create_app(settings: Settings, **overrides: Any) -> Flask:
    """Return a new application with these settings."""
    app = Flask(
        "zhifa_training",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(settings.flask() | overrides)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["key_ring"] = KeyRing.load(
        settings.key_ring, create=settings.profile is Profile.EMBEDDED
    )
    app.session_interface = sessions = RememberingSessions()
    app.wsgi_app = ExamShortcut(app, sessions)  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.ensure_sync = _as_it_is  # type: ignore[method-assign,assignment]
    db.init_app(app)
    csrf.init_app(app)
    migrate.init_app(
        app, db, directory=str(ROOT / "zhifa_training" / "migrations"), render_as_batch=True
    )
    web.init_app(app)
    login.init_app(app)
    guard.init_app(app)
    navigation.init_app(app)
    shown = (*BLUEPRINTS, styleguide.bp) if app.testing or app.debug else BLUEPRINTS
    for blueprint in shown:
        app.register_blueprint(blueprint)
    guard.ensure_declared(app)
    return app


def _as_it_is(function: Any) -> Any:
    """Call a view or hook without asking each time whether it is a coroutine; none of ours is."""
    return function
