"""Files of questions that the import tests upload, and how they are sent."""

from io import BytesIO

TABLE = """题型,题干,选项A,选项B,选项C,答案,解析,依据法规,条款
单选题,罚款上限是（　）。,五十元,二百元,五百元,B,见第五十一条,行政处罚法,第五十一条
判断题,应当出示证件。,,,,√,,,
多选题,属于处罚的有（　）。,警告,罚款,拘传,A,,,
"""
CONTENT = TABLE.encode()


def upload(version, content=CONTENT, name="题库.csv", **changes):
    file = {"file": (BytesIO(content), name)} if content is not None else {}
    return {"law_version": str(version.id), "encoding": ""} | file | changes


def stage(browser, db, version, **changes):
    """Upload a file and return its batch."""
    answer = browser.post("question_imports.index", upload(version, **changes))
    return answer.location.rsplit("/", 1)[1]
