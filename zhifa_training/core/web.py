"""What every response has (响应): a request id, strict headers, a page for each kind of refusal."""

import logging
import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from zhifa_training.core import clock
from zhifa_training.core.errors import (
    DomainError,
    NotAllowedError,
    NotVisibleError,
    UnavailableError,
)
from zhifa_training.core.rates import percent

log = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
ONE_YEAR = 365 * 24 * 3600
RETRY_SECONDS = 5
EXPLANATIONS = {
    400: "请求有误",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作",
    409: "操作被拒绝",
    413: "上传内容过大",
    429: "操作过于频繁",
    500: "系统出错",
    503: "服务暂时不可用",
}


def _mark_request() -> None:
    g.request_id = secrets.token_hex(8)


def _add_headers(response: Response) -> Response:
    wanted = {"X-Request-Id": g.get("request_id", "")} | HEADERS
    if request.endpoint != "static":
        wanted["Cache-Control"] = "no-store"
    present = {name.lower() for name, _value in response.headers}
    for name, value in wanted.items():
        if name.lower() not in present:
            response.headers.add(name, value)
    return response


def refusal(status: int, text: str) -> ResponseReturnValue:
    """Return a refusal as a page, or as JSON to a caller that asked for JSON."""
    title = EXPLANATIONS.get(status, "无法完成")
    headers = (
        {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    )
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return jsonify(error=title, message=text), status, headers
    page = render_template("errors/refusal.html", status=status, heading=title, text=text)
    return page, status, headers


def _http(error: HTTPException) -> ResponseReturnValue:
    texts = {
        403: "您的角色没有这项权限；如确有需要，请联系本单位管理员授权。",
        404: "您要找的内容不存在，或不在您的单位范围内。",
        405: "请从页面上的按钮重新操作。",
        413: "文件超过大小限制，请压缩或者拆分后再上传。",
        500: "系统出错，已记录。请稍后再试。",
    }
    status = error.code or 500
    return refusal(status, texts.get(status, error.description or ""))


def _database_down(error: OperationalError) -> ResponseReturnValue:
    log.error("the database did not answer", exc_info=error)
    return refusal(503, "数据库暂时无法连接，您填写的内容没有丢失，请稍候重试。")


def _beijing_seconds(moment: datetime) -> str:
    """Return a time of day to the second, for what lies close together."""
    return f"{clock.in_beijing(moment):%H:%M:%S}"


def _beijing(moment: datetime | None) -> str:
    return clock.in_beijing(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def init_app(app: Flask) -> None:
    """Give every response its headers and every refusal its page."""
    app.jinja_env.filters["beijing"] = _beijing
    app.jinja_env.filters["beijing_seconds"] = _beijing_seconds
    app.jinja_env.globals["exact_percent"] = percent
    app.before_request(_mark_request)
    app.after_request(_add_headers)
    kinds: tuple[tuple[type[Exception], Any], ...] = (
        (NotVisibleError, lambda error: refusal(404, str(error))),
        (NotAllowedError, lambda error: refusal(403, str(error))),
        (UnavailableError, lambda error: refusal(503, str(error))),
        (DomainError, lambda error: refusal(409, str(error))),
        (CSRFError, lambda _error: refusal(400, "页面已过期，请返回上一页刷新后重新提交。")),
        (OperationalError, _database_down),
        (HTTPException, _http),
    )
    for kind, answer in kinds:
        app.register_error_handler(kind, answer)
