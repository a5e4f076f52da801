"""What a load balancer asks (健康检查): alive, and ready."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.guard import public
from zhifa_training.core import health

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    """Say that the process answers (存活)."""
    return jsonify(status="live")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Say whether it can serve, and if not, why (就绪)."""
    found = health.faults()
    if not found:
        return jsonify(status="ready", reasons=[])
    reasons = [{"code": fault.code, "text": fault.text} for fault in found]
    return jsonify(status="not_ready", reasons=reasons), 503
