"""Holding a rehearsal against a running product (举行演练): set up, play, compare, close."""

import json
import os
import resource
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, session
from flask_wtf.csrf import generate_csrf

from zhifa_training.accounts.actor import system
from zhifa_training.accounts.login import keep_token
from zhifa_training.config import ROOT
from zhifa_training.core.db import db
from zhifa_training.exams.queries import rehearsals as queries
from zhifa_training.exams.rehearsal.wire import Node
from zhifa_training.exams.rules.rehearsal import (
    KINDS,
    KindFigures,
    RehearsalRefusedError,
    Sample,
    Size,
    figures_by_kind,
)
from zhifa_training.exams.services import rehearsing as services

PLAYER = "zhifa_training.exams.rehearsal"
PATIENCE_SECONDS = 10
OVERTIME_SECONDS = 900
"""How long the examinees may take beyond the planned time before they are called off."""
SPARE_FILES = 64
REFUSED_BESIDE = (
    "数据库中有 {count} 场正式考试，未演练。请在专供演练的实例上进行；确需在此演练的，"
    "另加 --beside-real-exams（演练记录有“演练”标记，不计入统计，但不能删除）"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a rehearsal found (演练结果)."""

    size: Size
    nodes: int
    database: str
    took_seconds: float
    figures: dict[str, KindFigures]
    acknowledged: int
    scored: int
    papers_complete: int
    people: int
    troubles: tuple[str, ...]

    @property
    def lost(self) -> int:
        """Return how many acknowledged answers are in no score and not stored (丢失)."""
        return self.acknowledged - self.scored

    def plain(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        names = ("per_second", "p50_ms", "p95_ms", "p99_ms", "requests", "errors")
        by_name = {
            name: {kind: getattr(figures, name) for kind, figures in self.figures.items()}
            for name in names
        }
        return {
            "examinees": self.size.examinees,
            "seconds": self.size.seconds,
            "questions": self.size.questions,
            "seed": self.size.seed,
            "nodes": self.nodes,
            "database": self.database,
            "cores": os.cpu_count(),
            "took_seconds": self.took_seconds,
            "throughput": by_name["per_second"],
            "p50_ms": by_name["p50_ms"],
            "p95_ms": by_name["p95_ms"],
            "p99_ms": by_name["p99_ms"],
            "requests": by_name["requests"],
            "errors": self.figures["all"].errors,
            "errors_by_kind": {kind: self.figures[kind].errors for kind in KINDS},
            "troubles": list(self.troubles),
            "acknowledged": self.acknowledged,
            "scored": self.scored,
            "lost": self.lost,
            "papers_complete": self.papers_complete,
            "people": self.people,
        }


def hold(size: Size, urls: Sequence[str], *, is_beside_real_exams: bool = False) -> Report:
    """Play a rehearsal against the product at these addresses and this application's database."""
    _ensure_files(size, urls)
    for url in urls:
        _ensure_there(url)
    actor = system(roots=(), name="考试演练")
    count = queries.count_real_exams(actor=actor)
    if count and not is_beside_real_exams:
        raise RehearsalRefusedError(REFUSED_BESIDE.format(count=count))
    services.close_all()
    hall = services.set_up(size, actor=actor)
    db.session.remove()
    try:
        _ensure_same_database(urls, hall)
        outcomes = _played(size, urls, hall)
        return _report(
            size, urls, outcomes, queries.find_acknowledged(_by_attempt(outcomes), actor=actor)
        )
    finally:
        db.session.remove()
        services.close_all()


def _ensure_files(size: Size, urls: Sequence[str]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    needed = size.examinees * len(urls) + SPARE_FILES
    if needed > hard:
        raise RehearsalRefusedError(
            f"本机每个进程最多打开 {hard} 个文件，{size.examinees} 名考生需要 {needed} 个："
            "请用 ulimit -n 提高上限，或减少 --examinees"
        )


def _ensure_there(url: str) -> None:
    try:
        Node.of(url)
    except ValueError:
        raise RehearsalRefusedError(
            f"--url {url} 不是网址：应写作 http://主机:端口，后面不带路径"
        ) from None
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/room/clock", timeout=PATIENCE_SECONDS):  # noqa: S310 - http or https, see above
            pass
    except (OSError, urllib.error.URLError) as error:
        raise RehearsalRefusedError(
            f"--url {url} 连接不上：{_reason(error)}。请检查网址，并确认网站正在运行"
        ) from error


def _reason(error: OSError) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"应答 {error.code}"
    return str(getattr(error, "reason", "") or error)


def _ensure_same_database(urls: Sequence[str], hall: services.Hall) -> None:
    """Refuse an address that serves another database, or does not accept our sign-ins."""
    headers = {"Cookie": _signed_in(hall.tokens[0])["cookie"]}
    for url in urls:
        address = f"{url.rstrip('/')}/room/sittings/{hall.sitting_id}"
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http or https
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
                if urlsplit(answer.url).path.endswith(str(hall.sitting_id)):
                    continue  # not led to the sign-in page
        except urllib.error.HTTPError:
            pass
        raise RehearsalRefusedError(
            f"--url {url} 上的网站不认识本命令建立的演练考生：两者的数据库与密钥"
            "（ZHIFA_DATABASE_URL、ZHIFA_SECRET_KEY、ZHIFA_INSTANCE）须相同"
        )


def _signed_in(token: str) -> dict[str, str]:
    """Return the cookie and the forgery token of a browser signed in by ``token``."""
    app: Any = current_app
    with app.app_context(), app.test_request_context():  # a forgery token is kept by context
        keep_token(token)
        forgery_token = generate_csrf()
        cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    name = app.config["SESSION_COOKIE_NAME"]
    return {"cookie": f"{name}={cookie}", "forgery_token": forgery_token}


def _played(size: Size, urls: Sequence[str], hall: services.Hall) -> list[dict[str, Any]]:
    """Let the examinees' process play, and return what each of them saw."""
    task = {
        "size": asdict(size),
        "urls": [url.rstrip("/") for url in urls],
        "run": str(hall.sitting_id),
        "sitting_id": str(hall.sitting_id),
        "opens_at": hall.opens_at.timestamp(),
        "items": hall.items,
        "people": [_signed_in(token) for token in hall.tokens],
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", PLAYER],
            input=json.dumps(task).encode(),
            stdout=subprocess.PIPE,
            cwd=ROOT,
            check=True,
            timeout=size.seconds + OVERTIME_SECONDS,
        )
    except subprocess.SubprocessError as error:
        raise RehearsalRefusedError(f"考生进程未能完成演练：{error}") from error
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


def _by_attempt(outcomes: Sequence[dict[str, Any]]) -> dict[UUID, set[UUID]]:
    return {
        UUID(one["attempt_id"]): {UUID(event) for event in one["acknowledged"]}
        for one in outcomes
        if one["attempt_id"]
    }


def _report(
    size: Size,
    urls: Sequence[str],
    outcomes: Sequence[dict[str, Any]],
    found: queries.Found,
) -> Report:
    samples = [Sample(**sample) for one in outcomes for sample in one["samples"]]
    troubles = {one["trouble"]: None for one in outcomes if one["trouble"]}
    return Report(
        size=size,
        nodes=len(urls),
        database=db.engine.name,
        took_seconds=round(max((sample.done_at for sample in samples), default=0), 1),
        figures=figures_by_kind(samples),
        acknowledged=sum(len(one["acknowledged"]) for one in outcomes),
        scored=found.answers,
        papers_complete=min(found.papers, sum(one["is_complete"] for one in outcomes)),
        people=len(outcomes),
        troubles=tuple(troubles)[:10],
    )
