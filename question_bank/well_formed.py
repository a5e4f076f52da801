"""What makes a question well formed (试题规范), said in Chinese where it is not."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from question_bank.questions import BLANK_MARK, FALSE, TRUE, Question, QuestionType, keyed
from question_bank.responses import HANDLE

FEWEST_OPTIONS = FEWEST_MULTIPLE_KEYS = FEWEST_STEPS = FEWEST_PARTS = 2
MOST_OPTIONS = 26
MOST_STEPS = 12
LONGEST_BLANK = 60


def problems(question: Question) -> list[str]:
    """List what is wrong with a question, in Chinese; an empty list means well formed."""
    return [
        *_text_problems(question),
        *_id_problems(question),
        *_SHAPES.get(question.type, _choice_problems)(question),
    ]


def _text_problems(question: Question) -> Iterator[str]:
    if not question.id.strip():
        yield "试题编号为空，请填写编号。"
    if not question.stem.strip():
        yield "题干为空，请填写题干。"
    if not question.explanation.strip():
        yield "解析为空，请用自己的话说明依据。"
    if not question.citation.law.strip():
        yield "未注明依据的法规，请填写法规名称。"
    if question.citation.article < 1:
        yield "依据的条号须为正整数。"
    if question.citation.paragraph is not None and question.citation.paragraph < 1:
        yield "依据的款号须为正整数。"
    if not question.fields:
        yield "未选择适用门类，请至少选择一项。"


def _id_problems(question: Question) -> Iterator[str]:
    ids = _ids(question)
    if len(set(ids)) != len(ids):
        yield "选项标识重复，请重新生成选项标识。"
    if not all(HANDLE.fullmatch(one) for one in ids):
        yield "选项标识只能用字母、数字、下划线和连字符，请重新生成选项标识。"


def _ids(question: Question) -> list[str]:
    body = question.body
    ids = [option.id for option in (*question.options, *body.targets)]
    ids += [blank.id for blank in body.blanks] + ([body.entry] if body.entry else [])
    return ids + [one for part in body.parts for one in _ids(part.question)]


def _choice_problems(question: Question) -> Iterator[str]:
    yield from _option_problems(question)
    yield from _key_problems(question)
    if question.type is QuestionType.EVIDENCE and not question.body.media:
        yield "图像取证题没有图片或视频，请上传后选用。"


def _option_problems(question: Question) -> Iterator[str]:
    texts = [_plain(option.text) for option in question.options]
    if question.type is QuestionType.TRUE_FALSE and texts != [TRUE, FALSE]:
        yield f"判断题的选项须依次为“{TRUE}”“{FALSE}”。"
    elif len(texts) < FEWEST_OPTIONS:
        yield "选项不足两个，请补充选项。"
    elif len(texts) > MOST_OPTIONS:
        yield f"选项超过 {MOST_OPTIONS} 个，请精简选项。"
    yield from _list_problems(texts, "选项")


def _list_problems(texts: list[str], name: str) -> Iterator[str]:
    if any(not text for text in texts):
        yield f"有{name}内容为空，请补全或删除。"
    for text, count in Counter(text for text in texts if text).items():
        if count > 1:
            yield f"{name}“{text}”重复，请修改其中一个。"


def _key_problems(question: Question) -> Iterator[str]:
    unknown = question.key - {option.id for option in question.options}
    if not question.key:
        yield "没有标准答案，请指定答案。"
    elif unknown:
        yield "标准答案指向不存在的选项，请核对答案。"
    elif question.type is QuestionType.MULTIPLE and len(question.key) < FEWEST_MULTIPLE_KEYS:
        yield "多选题的标准答案须有两个以上选项，只有一个时请改为单选题。"
    elif not question.type.takes_several and len(question.key) != 1:
        yield f"{question.type.label}的标准答案须恰好一个，现有 {len(question.key)} 个。"


def _fill_in_problems(question: Question) -> Iterator[str]:
    blanks = question.body.blanks
    marked = question.stem.count(BLANK_MARK)
    if not blanks:
        yield f"填空题没有空，请在题干中用“{BLANK_MARK}”标出。"
    elif marked != len(blanks):
        yield f"题干中有 {marked} 个空（{BLANK_MARK}），答案给了 {len(blanks)} 个空，请核对。"
    for place, blank in enumerate(blanks, 1):
        if not blank.accepted or any(not words.strip() for words in blank.accepted):
            yield f"第 {place} 空没有答案，请填写。"
        if any(len(words) > LONGEST_BLANK for words in blank.accepted):
            yield f"第 {place} 空的答案超过 {LONGEST_BLANK} 字，请改为简答题。"
    yield from _derived_problems(question)


def _ordering_problems(question: Question) -> Iterator[str]:
    steps = [_plain(option.text) for option in question.options]
    if not FEWEST_STEPS < len(steps) <= MOST_STEPS:
        yield f"排序题须有 {FEWEST_STEPS + 1} 至 {MOST_STEPS} 项，现有 {len(steps)} 项。"
    yield from _list_problems(steps, "步骤")
    yield from _derived_problems(question)


def _matching_problems(question: Question) -> Iterator[str]:
    lefts = [_plain(option.text) for option in question.options]
    rights = [_plain(target.text) for target in question.body.targets]
    if len(lefts) < FEWEST_OPTIONS:
        yield "匹配题左栏不足两项，请补充。"
    elif max(len(lefts), len(rights)) > MOST_STEPS:
        yield f"匹配题每栏不超过 {MOST_STEPS} 项，请精简。"
    if len(rights) < len(lefts):
        yield f"匹配题右栏 {len(rights)} 项，少于左栏 {len(lefts)} 项，请补充。"
    yield from _list_problems(lefts, "左栏")
    yield from _list_problems(rights, "右栏")
    yield from _derived_problems(question)


def _short_problems(question: Question) -> Iterator[str]:
    guide = question.body.guide
    if not guide:
        yield "简答题没有评分要点，请逐条写明要点和分数。"
    if any(point.points < 1 or not point.text.strip() for point in guide):
        yield "评分要点须写明内容，分数须为正整数。"
    if not question.body.entry:
        yield "简答题缺少作答栏标识，请重新生成。"


def _document_problems(question: Question) -> Iterator[str]:
    yield from _option_problems(question)
    known = {option.id for option in question.options}
    wrong = [correction.id for correction in question.body.corrections]
    if not wrong:
        yield "文书改错题没有标出错误段落，请至少标出一处。"
    elif not set(wrong) <= known:
        yield "更正指向不存在的段落，请核对。"
    elif set(wrong) == known:
        yield "文书的每一段都标为错误，请保留正确的段落。"
    if any(not correction.text.strip() for correction in question.body.corrections):
        yield "有错误段落没有写明更正，请补全。"
    yield from _derived_problems(question)


def _case_problems(question: Question) -> Iterator[str]:
    parts = question.body.parts
    if len(parts) < FEWEST_PARTS:
        yield f"案例题组须有 {FEWEST_PARTS} 道以上小题，现有 {len(parts)} 道。"
    for place, part in enumerate(parts, 1):
        if part.question.type in (QuestionType.CASE, QuestionType.EVIDENCE):
            yield f"第 {place} 小题的题型为{part.question.type.label}，案例题组不能包含。"
        if part.points < 1:
            yield f"第 {place} 小题的分数须为正整数。"
        for fault in problems(part.question):
            yield f"第 {place} 小题：{fault}"
    yield from _derived_problems(question)


def _derived_problems(question: Question) -> Iterator[str]:
    if keyed(question).key != question.key:
        yield "标准答案与题目内容不一致，请重新保存本题。"


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


_SHAPES: dict[QuestionType, Callable[[Question], Iterator[str]]] = {
    QuestionType.FILL_IN: _fill_in_problems,
    QuestionType.ORDERING: _ordering_problems,
    QuestionType.MATCHING: _matching_problems,
    QuestionType.SHORT_ANSWER: _short_problems,
    QuestionType.DOCUMENT_ERROR: _document_problems,
    QuestionType.CASE: _case_problems,
}
