"""Who may do what (权限表): the whole table, on one page."""

from enum import StrEnum

from zhifa_training.core.words import Word


class Permission(StrEnum):
    """Something a role may do."""

    HOME_VIEW = "home:view"
    """See one's own home page and settings (个人首页)."""
    RECORD_SELF = "record:self"
    """See one's own training record (本人档案)."""
    EXAM_SIT = "exam:sit"
    """Sit an online exam (参加考试)."""
    PRACTISE = "practice:self"
    """Practise for oneself; nobody else sees it (练习)."""
    UNIT_VIEW = "unit:view"
    """See the unit tree (查看机构)."""
    UNIT_MANAGE = "unit:manage"
    """Create, move and close units (管理机构)."""
    OFFICER_VIEW = "officer:view"
    """See officers, ID numbers masked (查看人员)."""
    OFFICER_MANAGE = "officer:manage"
    """Record officers, postings and exclusions (管理人员)."""
    OFFICER_ID_NUMBER = "officer:id_number"
    """See a full ID number, with a reason, logged (查看身份证号)."""
    IMPORT_RUN = "import:run"
    """Import units and officers from a workbook (批量导入)."""
    QUESTION_VIEW = "question:view"
    """Read the bank with its keys (查看题库)."""
    QUESTION_EDIT = "question:edit"
    """Write question revisions (命题)."""
    QUESTION_REVIEW = "question:review"
    """Approve question revisions written by others (审题)."""
    LAW_PROPOSE = "law:propose"
    """Hand in the text of a law (提交法规文本)."""
    LAW_CONFIRM = "law:confirm"
    """Confirm a law text that someone else handed in, and repeals (确认法规版本)."""
    BLUEPRINT_MANAGE = "blueprint:manage"
    """Make blueprints (组卷方案)."""
    EXAM_VIEW = "exam:view"
    """See exams, rosters and progress (查看考试)."""
    EXAM_MANAGE = "exam:manage"
    """Create, publish and schedule exams (管理考试)."""
    EXAM_INVIGILATE = "exam:invigilate"
    """Watch a sitting and help candidates (监考)."""
    EXAM_MARK = "exam:mark"
    """Mark written answers without seeing whose they are (阅卷)."""
    RESULT_VIEW = "result:view"
    """See candidates' scores (查看成绩)."""
    RESULT_RELEASE = "result:release"
    """Release the results of a sitting (公布成绩)."""
    METRIC_VIEW = "metric:view"
    """See completion rates and the names behind them (查看指标)."""
    ACCOUNT_MANAGE = "account:manage"
    """Open, disable and unlock accounts (管理账号)."""
    ROLE_GRANT = "role:grant"
    """Give and take roles (授权)."""
    AUDIT_VIEW = "audit:view"
    """Read the log of acts (查看日志)."""
    SYSTEM_STATUS = "system:status"
    """See the self-check (系统状态)."""


class Role(Word):
    """A post in the system, held at a unit and for its subtree, for a time."""

    OFFICER = "officer", "执法人员"
    TRAINER = "trainer", "培训管理员"
    AUTHOR = "author", "命题员"
    REVIEWER = "reviewer", "审题员"
    EXAM_MANAGER = "exam_manager", "考务管理员"
    INVIGILATOR = "invigilator", "监考员"
    MARKER = "marker", "阅卷员"
    UNIT_VIEWER = "unit_viewer", "单位查询员"
    UNIT_ADMINISTRATOR = "unit_administrator", "单位管理员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_administrator", "审计管理员"


P = Permission
EVERYONE = frozenset({P.HOME_VIEW})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: EVERYONE | {P.RECORD_SELF, P.EXAM_SIT, P.PRACTISE},
    Role.TRAINER: EVERYONE
    | {P.UNIT_VIEW, P.OFFICER_VIEW, P.QUESTION_VIEW, P.BLUEPRINT_MANAGE}
    | {P.EXAM_VIEW, P.EXAM_MANAGE, P.EXAM_INVIGILATE, P.RESULT_VIEW, P.RESULT_RELEASE}
    | {P.METRIC_VIEW},
    Role.AUTHOR: EVERYONE | {P.QUESTION_VIEW, P.QUESTION_EDIT, P.LAW_PROPOSE},
    Role.REVIEWER: EVERYONE | {P.QUESTION_VIEW, P.QUESTION_REVIEW, P.LAW_CONFIRM},
    Role.EXAM_MANAGER: EVERYONE
    | {P.UNIT_VIEW, P.OFFICER_VIEW, P.BLUEPRINT_MANAGE, P.EXAM_VIEW, P.EXAM_MANAGE}
    | {P.EXAM_INVIGILATE, P.EXAM_MARK, P.RESULT_VIEW, P.RESULT_RELEASE},
    Role.INVIGILATOR: EVERYONE | {P.EXAM_VIEW, P.EXAM_INVIGILATE},
    Role.MARKER: EVERYONE | {P.EXAM_VIEW, P.EXAM_MARK, P.RESULT_VIEW},
    Role.UNIT_VIEWER: EVERYONE | {P.UNIT_VIEW, P.OFFICER_VIEW, P.METRIC_VIEW},
    Role.UNIT_ADMINISTRATOR: EVERYONE
    | {P.UNIT_VIEW, P.UNIT_MANAGE, P.OFFICER_VIEW, P.OFFICER_MANAGE, P.OFFICER_ID_NUMBER}
    | {P.IMPORT_RUN, P.METRIC_VIEW},
    Role.SYSTEM_ADMINISTRATOR: EVERYONE | {P.ACCOUNT_MANAGE, P.SYSTEM_STATUS},
    Role.SECURITY_ADMINISTRATOR: EVERYONE | {P.ROLE_GRANT, P.SYSTEM_STATUS},
    Role.AUDIT_ADMINISTRATOR: EVERYONE | {P.AUDIT_VIEW},
}

ADMINISTRATORS = frozenset(
    {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
"""三员: nobody holds two of them."""
