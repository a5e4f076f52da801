"""One question of each type, as an author would write it."""

from question_bank.content import load_bank

HEAD = """law = "行政处罚法"
title = "中华人民共和国行政处罚法"
version = 2021-01-22
effective_on = 2021-07-15
source = "行政处罚法(2021-01-22).md"
standing = ""
"""
COMMON = """
[[question]]
id = "administrative-penalty-{number:03}"
type = "{type}"
article = 51
topic = "common_law"
fields = ["general"]
difficulty = 2
stem = "{stem}"
evidence = "对公民处以二百元以下"
explanation = "当场处罚对公民以二百元为限，对单位以三千元为限。"
"""
SHAPES = {
    "single": ("上限是（　）。", 'options = ["五十元", "二百元", "五百元"]\nkey = "B"'),
    "multiple": ("包括（　）。", 'options = ["警告", "罚款", "拘留", "记过"]\nkey = "AB"'),
    "indefinite": ("包括（　）。", 'options = ["警告", "罚款", "拘留", "记过"]\nkey = "B"'),
    "true_false": ("可以当场处罚。", "key = true"),
    "fill_in": (
        "对公民为____以下，对单位为____以下。",
        'blanks = [["二百元", "贰佰元整"], ["三千元"]]',
    ),
    "ordering": (
        "请排出当场处罚的顺序。",
        'steps = ["出示证件", "告知权利", "填写决定书", "当场交付"]',
    ),
    "matching": (
        "请将对象与上限配对。",
        'pairs = [["公民", "二百元"], ["法人", "三千元"]]\ndistractors = ["五千元"]',
    ),
    "short_answer": (
        "简述当场处罚的条件。",
        'guide = [{points = 2, text = "违法事实确凿"}, {points = 3, text = "有法定依据"}]',
    ),
    "document_error": (
        "请找出下列当场处罚决定书中的错误段落。",
        """passages = ["当事人：张某（公民）。", "决定罚款五百元。", "请于十五日内缴纳。"]
errors = [{passage = 2, correction = "罚款不得超过二百元。"}]""",
    ),
    "case": (
        "执法人员检查时发现张某超限行驶，当场作出处罚。",
        """
[[question.parts]]
type = "single"
points = 2
stem = "罚款上限是（　）。"
options = ["二百元", "三千元"]
key = "A"
evidence = "对公民处以二百元以下"
explanation = "张某是公民。"
[[question.parts]]
type = "fill_in"
points = 2
stem = "应当出示____。"
blanks = [["执法证件", "行政执法证件"]]
article = 52
evidence = "应当向当事人出示执法证件"
explanation = "先表明身份。"
[[question.parts]]
type = "short_answer"
points = 6
stem = "说明当场处罚的条件。"
guide = [{points = 4, text = "事实确凿"}, {points = 2, text = "有法定依据"}]
evidence = "违法事实确凿并有法定依据"
explanation = "条件缺一不可。"
""",
    ),
}


def text_of(kind, number=1, shape=None):
    stem, own = SHAPES[kind]
    return COMMON.format(number=number, type=kind, stem=stem) + (shape or own) + "\n"


def load(folder, *texts):
    (folder / "administrative-penalty-law.toml").write_text(HEAD + "".join(texts), "utf-8")
    return load_bank(folder).questions


def every_type(folder):
    """Return a question of each type that needs no picture, by the type's name."""
    questions = load(folder, *(text_of(kind, place) for place, kind in enumerate(SHAPES, 1)))
    return {question.type.value: question for question in questions}
