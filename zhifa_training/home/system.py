"""The self-check as administrators see it (系统状态)."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import requires
from zhifa_training.config import Policy, Profile
from zhifa_training.core import clock, health, navigation
from zhifa_training.core.db import database_now, is_postgresql

bp = Blueprint("system", __name__, url_prefix="/system")
navigation.register("系统状态", "system.status", Permission.SYSTEM_STATUS, "settings", 95)

CHECKS = {
    "database": "数据库可以连接",
    "schema": "数据库结构与程序一致",
    "triggers": "只增不改等触发器齐全",
    "durability": "已确认的作答断电不丢",
    "disk": "磁盘有余量",
}

PROFILES = {Profile.EMBEDDED: "单机（内置）", Profile.PRODUCTION: "生产"}
POLICIES = {Policy.DENGBAO3: "等级保护三级", Policy.ASVS: "OWASP ASVS"}


@bp.get("/")
@requires(Permission.SYSTEM_STATUS)
def status() -> ResponseReturnValue:
    """Show what the start-up check and the load balancer look at, with the reasons."""
    found = health.faults()
    settings = current_app.config["SETTINGS"]
    facts = [
        ("部署方式", PROFILES[settings.profile]),
        ("安全策略", POLICIES[settings.policy]),
        ("数据库", "PostgreSQL" if is_postgresql() else "SQLite（内置）"),
        ("数据库时间", f"{clock.in_beijing(database_now()):%Y-%m-%d %H:%M:%S}"),
        ("HTTPS", "已启用" if settings.https else "未启用（仅限本机使用）"),
    ]
    return render_template("system/status.html", checks=CHECKS, faults=found, facts=facts)
