"""What the pages call the states of a batch and the outcomes of its rows (导入用语)."""

from zhifa_training.core.imports.models import BatchState, RowOutcome

TABS = (
    (RowOutcome.NEW, "可导入"),
    (RowOutcome.ERROR, "有错误"),
    (RowOutcome.DUPLICATE, "疑似重复"),
    (RowOutcome.UPDATE, "更新"),
    (RowOutcome.UNCHANGED, "无变化"),
)
STATES = {
    BatchState.STAGED: ("待确认", "warning"),
    BatchState.COMMITTED: ("已导入", "success"),
    BatchState.UNDONE: ("已撤销", "neutral"),
    BatchState.DISCARDED: ("已放弃", "neutral"),
}
