"""How long a document may be (文档上限), and the error that refuses one."""

from zhifa_training.core.errors import DomainError

LONGEST_TEXT = 1_000_000
UNSAFE = (
    "Word 文件已损坏，或含有宏、嵌入对象、外部实体等不安全的内容；"
    "请把正文复制到新的 .docx，或另存为纯文本（.txt）后再上传"
)


class DocumentError(DomainError):
    """The file cannot be read as a document, or not safely (文档无法读取)."""
