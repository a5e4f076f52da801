"""The words of exams (考试用语)."""

from zhifa_training.core.words import Word


class ExamKind(Word):
    """What an exam counts towards (考试类别)."""

    ROTATION = "rotation", "轮训考试"
    OTHER = "other", "其他考试"


class ReleasePolicy(Word):
    """When results are shown (成绩公布)."""

    AT_ONCE = "at_once", "交卷后即时公布"
    TOGETHER = "together", "统一公布"


class ReviewMode(Word):
    """What a candidate sees of the paper after release (回看方式)."""

    SCORE = "score", "仅分数"
    WRONG_ITEMS = "wrong_items", "错题与解析"
    WHOLE_PAPER = "whole_paper", "全卷与解析"


class AttemptState(Word):
    """Where an attempt stands (答卷状态); it only moves forward."""

    LIVE = "live", "作答中"
    CLOSED = "closed", "已收卷"
    SCORED = "scored", "已判分"
    FINAL = "final", "已入档"


class CloseReason(Word):
    """Why an attempt was closed (收卷原因)."""

    HANDED_IN = "handed_in", "考生交卷"
    EXPIRED = "expired", "到时收卷"


class Stop(Word):
    """How an invigilator ended an attempt (监考收卷)."""

    FORCED = "forced", "监考员收卷"
    TERMINATED = "terminated", "终止考试"


class LateReason(Word):
    """Why an answer was kept but not scored (未计分原因)."""

    AFTER_DEADLINE = "after_deadline", "超过截止时间"
    CLOSED = "closed", "答卷已关闭"
    LEASE_LOST = "lease_lost", "已在其他设备作答"


class Refusal(Word):
    """Why the exam room did not take what a page sent (拒绝原因); the page acts on the value."""

    SIGNED_OUT = "signed_out", "登录已失效，请重新登录，您的作答仍保留在本页。"
    NOT_FOUND = "not_found", "没有找到这份答卷，或它不属于您。"
    MALFORMED = "malformed", "作答中有不属于本试卷的试题或选项，请刷新页面后重试。"
    LEASE_LOST = "lease_lost", "您已在另一台设备上继续作答，本设备的作答不再计入。"
    CLOSED = "closed", "答卷已收，之后的作答已留存但不计分。"
    PAUSED = "paused", "监考员已暂停您的考试，恢复后自动继续保存。"
    TOO_EARLY = "too_early", "还没有到最短交卷时间，请继续作答或者检查。"
