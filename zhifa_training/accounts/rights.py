"""The table of rights for people to read (权限一览表), drawn from ``access.GRANTS`` alone."""

from dataclasses import dataclass

from zhifa_training.accounts.access import GRANTS, Permission, Role

P = Permission
LABELS: dict[Permission, str] = {
    P.HOME_VIEW: "个人首页",
    P.RECORD_SELF: "查看本人档案",
    P.EXAM_SIT: "参加考试",
    P.PRACTISE: "练习（仅本人可见）",
    P.UNIT_VIEW: "查看机构",
    P.UNIT_MANAGE: "管理机构",
    P.OFFICER_VIEW: "查看人员（身份证号脱敏）",
    P.OFFICER_MANAGE: "管理人员、任职与不计入",
    P.OFFICER_ID_NUMBER: "查看完整身份证号（留痕）",
    P.IMPORT_RUN: "批量导入",
    P.QUESTION_VIEW: "查看题库与答案",
    P.QUESTION_EDIT: "命题",
    P.QUESTION_REVIEW: "审题",
    P.LAW_PROPOSE: "提交法规文本",
    P.LAW_CONFIRM: "确认法规版本、登记废止",
    P.BLUEPRINT_MANAGE: "管理组卷方案",
    P.EXAM_VIEW: "查看考试、名单与进度",
    P.EXAM_MANAGE: "管理考试与场次",
    P.EXAM_INVIGILATE: "监考",
    P.EXAM_MARK: "阅卷（匿名）",
    P.RESULT_VIEW: "查看成绩",
    P.RESULT_RELEASE: "公布成绩",
    P.METRIC_VIEW: "查看指标与名单",
    P.ACCOUNT_MANAGE: "管理账号",
    P.ROLE_GRANT: "授权",
    P.AUDIT_VIEW: "查看操作日志",
    P.SYSTEM_STATUS: "查看系统状态",
}


@dataclass(frozen=True, slots=True)
class RightsRow:
    """One permission, and for each role in order whether it carries it."""

    permission: Permission
    label: str
    granted: tuple[bool, ...]


def rows() -> list[RightsRow]:
    """Return the whole table, one row for each permission."""
    return [
        RightsRow(
            permission, LABELS[permission], tuple(permission in GRANTS[role] for role in Role)
        )
        for permission in Permission
    ]


def as_markdown() -> str:
    """Return the table as ``docs/rights.md`` holds it."""
    head = ["权限", "代码", *(role.label for role in Role)]
    lines = [
        "# 权限一览表",
        "",
        "由 `flask --app app accounts rights` 生成，以 `zhifa_training/accounts/access.py` 为准。",
        "每个角色都在某一机构上授予，权限及于该机构及其全部下级；系统、安全、审计管理员互相排斥。",
        "",
        _line(head),
        _line(["---", "---", *(":-:" for _ in Role)]),
        *(
            _line([row.label, f"`{row.permission}`", *("●" if has else "" for has in row.granted)])
            for row in rows()
        ),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
