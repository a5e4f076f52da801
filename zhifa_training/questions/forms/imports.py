"""Forms of question files and pasted questions (试题导入表单)."""

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from zhifa_training.core.forms import ChineseForm, offered

LONGEST_PASTE = 200_000
VALID_ONLY, WHOLE_ONLY = "valid", "whole"
ENCODINGS = (("", "自动识别"), ("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5", "Big5"))


class UploadForm(ChineseForm):
    """Choose a file of questions to look at (上传试题)."""

    file = FileField(
        "试题文件",
        [FileRequired("请选择文件")],
        description="Excel、CSV、Word（.docx）、文本、Moodle XML、GIFT、Aiken 或 QTI，不超过 10 MB",
    )
    law_version = SelectField(
        "默认的依据法规", description="文件中没有写明依据的试题，暂按此法规导入，审核前可以更正"
    )
    encoding = SelectField("文字编码", choices=offered(ENCODINGS), description="一般不用选择")


class PasteForm(ChineseForm):
    """Paste questions as text (粘贴试题)."""

    words = TextAreaField(
        "试题文本",
        description="题目以“1.”开头，选项以“A.”开头，写明“答案：”“解析：”，每题另起一行。",
        validators=[InputRequired("请粘贴试题"), Length(max=LONGEST_PASTE)],
    )
    law_version = SelectField(
        "默认的依据法规", description="没有写明依据的试题，暂按此法规导入，审核前可以更正"
    )


class DecisionForm(ChineseForm):
    """How to import what was staged (导入方式)."""

    how = RadioField(
        "导入方式",
        choices=offered(
            (
                (VALID_ONLY, "只导入无误的试题，其余稍后改正"),
                (WHOLE_ONLY, "全部无误才导入，有一题有误就都不导入"),
            )
        ),
        default=VALID_ONLY,
    )
