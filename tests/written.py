"""A short answer with its guide, as an author would write it."""

from datetime import date

from question_bank.questions import Body, Citation, GuidePoint, Question, QuestionType, option_id
from question_bank.syllabus import Difficulty, Field, Topic

GUIDE = (GuidePoint(2, "违法事实确凿"), GuidePoint(3, "有法定依据"))


def short_answer(identity):
    return Question(
        id=identity,
        type=QuestionType.SHORT_ANSWER,
        stem="简述可以当场作出行政处罚决定的条件。",
        options=(),
        key=frozenset(),
        citation=Citation("行政处罚法", date(2021, 1, 22), 51),
        explanation="事实确凿、依据明确、处罚较轻，缺一不可。",
        evidence="违法事实确凿并有法定依据",
        topic=Topic.COMMON_LAW,
        fields=frozenset([Field.GENERAL]),
        difficulty=Difficulty.MEDIUM,
        body=Body(entry=option_id(identity, 0), guide=GUIDE),
    )
