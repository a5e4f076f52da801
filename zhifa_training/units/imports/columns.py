"""The columns of the two workbooks (导入列): one list for template, parser and report."""

import re
from typing import Any

from question_bank.syllabus import Field
from zhifa_training.core.spreadsheet.columns import CellError, CellKind, ColumnSpec
from zhifa_training.units.id_numbers import IdNumberError, read_id_number
from zhifa_training.units.rules import (
    Education,
    Establishment,
    LeaderRole,
    Level,
    OfficerStatus,
    Sex,
)

_LIKE_ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
_BADGE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff()（）〔〕\[\]第号._/-]{2,32}")


def _id_number(text: str) -> str:
    try:
        return read_id_number(text)
    except IdNumberError as wrong:
        reason, _, remedy = str(wrong).rpartition("，")
        raise CellError(reason, remedy) from wrong


def _badge(text: str) -> str:
    if _LIKE_ID_NUMBER.fullmatch(text):
        raise CellError("执法证号填成了身份证号", "请填写执法证件上的证号")
    if not _BADGE.fullmatch(text):
        raise CellError("执法证号应为 2 至 32 位字母、数字或汉字", "请对照执法证件核对")
    return text.upper()


def _name(text: str) -> str:
    if any(character.isdigit() for character in text) or not any(c.isalpha() for c in text):
        raise CellError("姓名含有数字，或没有文字", "请填写证件上的姓名")
    return text


def _no_id_number(text: str) -> str:
    if _LIKE_ID_NUMBER.search(text):
        raise CellError("这一列里有身份证号", "请删去，身份证号只填在“身份证号”列")
    return text


def _words(kind: Any, **others: Any) -> dict[str, Any]:
    return {member.label: member for member in kind} | others


EDUCATION = _words(
    Education,
    **dict.fromkeys(("高中", "中专", "技校", "职高", "初中", "中技"), Education.SECONDARY),
    **dict.fromkeys(("专科", "大学专科", "高职"), Education.COLLEGE),
    **dict.fromkeys(("大学", "大学本科", "学士"), Education.BACHELOR),
    **dict.fromkeys(("硕士", "研究生", "硕士生"), Education.MASTER),
    **dict.fromkeys(("博士",), Education.DOCTOR),
)
ESTABLISHMENT = _words(
    Establishment,
    **dict.fromkeys(("行政编制", "行政"), Establishment.CIVIL_SERVANT),
    **dict.fromkeys(("参公", "参照公务员法管理"), Establishment.CIVIL_SERVICE_LIKE),
    **dict.fromkeys(("事业", "事业编"), Establishment.PUBLIC_INSTITUTION),
    **dict.fromkeys(("辅助", "辅助执法人员", "协管员", "合同制"), Establishment.AUXILIARY),
)
STATUS = _words(
    OfficerStatus,
    **dict.fromkeys(("在职", "正常"), OfficerStatus.IN_POST),
    **dict.fromkeys(("调出", "离职", "辞职"), OfficerStatus.LEFT),
)
LEADER = _words(
    LeaderRole,
    **dict.fromkeys(("正职", "支队长", "大队长", "总队长", "局长"), LeaderRole.HEAD),
    **dict.fromkeys(("副支队长", "副大队长", "副总队长", "副局长"), LeaderRole.DEPUTY),
)
SEX = _words(Sex, 男性=Sex.MALE, 女性=Sex.FEMALE)
FIELDS = _words(
    Field,
    公路=Field.HIGHWAY,
    路政=Field.HIGHWAY,
    运政=Field.ROAD_TRANSPORT,
    道路运输=Field.ROAD_TRANSPORT,
    水路=Field.WATERWAY_TRANSPORT,
    水路运输=Field.WATERWAY_TRANSPORT,
    航道=Field.CHANNEL,
    港口=Field.PORT,
    海事=Field.LOCAL_MARITIME,
    地方海事=Field.LOCAL_MARITIME,
    质监=Field.CONSTRUCTION_QUALITY,
    质量监督=Field.CONSTRUCTION_QUALITY,
    工程质量安全监督=Field.CONSTRUCTION_QUALITY,
)

OFFICER_COLUMNS = (
    ColumnSpec(
        key="badge_number",
        label="执法证号",
        kind=CellKind.CODE,
        synonyms=("证号", "执法证编号", "执法证件号", "执法证件编号", "执法证号码", "行政执法证号"),
        is_required=True,
        read=_badge,
        longest=32,
        hint="每人唯一；同一证号再次导入视为更新",
        samples=("41010001", "41010002", "41030015"),
    ),
    ColumnSpec(
        key="name",
        label="姓名",
        kind=CellKind.NAME,
        synonyms=("名字", "人员姓名", "执法人员姓名", "执法人员"),
        is_required=True,
        read=_name,
        longest=64,
        samples=("张三", "李小花", "买买提·艾力"),
    ),
    ColumnSpec(
        key="sex",
        label="性别",
        kind=CellKind.CHOICE,
        choices=SEX,
        hint="可不填，按身份证号得出",
        samples=("男", "女", ""),
    ),
    ColumnSpec(
        key="birth_on",
        label="出生日期",
        kind=CellKind.DATE,
        synonyms=("出生年月日", "生日"),
        hint="可不填，按身份证号得出",
        samples=("1988-03-01", "1990年5月6日", ""),
    ),
    ColumnSpec(
        key="id_number",
        label="身份证号",
        kind=CellKind.CODE,
        synonyms=("身份证", "身份证号码", "公民身份号码", "身份证件号码", "身份证件号", "证件号码"),
        is_required=True,
        read=_id_number,
        is_secret=True,
        hint="18 位，该列须为文本；加密保存，页面只显示首尾",
        samples=("（18 位号码）", "（18 位号码）", "（18 位号码）"),
    ),
    ColumnSpec(
        key="education",
        label="学历",
        kind=CellKind.CHOICE,
        synonyms=("文化程度", "最高学历"),
        is_required=True,
        choices=EDUCATION,
        samples=("本科", "大专", "硕士研究生"),
    ),
    ColumnSpec(
        key="establishment",
        label="编制类型",
        kind=CellKind.CHOICE,
        synonyms=("编制", "编制性质", "人员性质", "身份性质"),
        is_required=True,
        choices=ESTABLISHMENT,
        samples=("事业编制", "参公管理", "公务员"),
    ),
    ColumnSpec(
        key="status",
        label="状态",
        kind=CellKind.CHOICE,
        synonyms=("人员状态", "在职状态", "在岗状态"),
        choices=STATUS,
        hint="不填即为在岗",
        samples=("在岗", "在岗", "离岗"),
    ),
    ColumnSpec(
        key="unit",
        label="单位",
        synonyms=("所在单位", "所属单位", "工作单位", "部门", "所属机构", "执法机构", "机构"),
        is_required=True,
        longest=200,
        hint="全路径（用 / 或 - 连接）、唯一的简称，或机构编码",
        samples=("省总队/甲市支队/一大队", "甲市支队-二大队", "410102"),
    ),
    ColumnSpec(
        key="post",
        label="岗位",
        synonyms=("职务", "岗位名称", "工作岗位"),
        is_required=True,
        read=_no_id_number,
        longest=40,
        samples=("一线路面", "法制审核", "综合"),
    ),
    ColumnSpec(
        key="starts_on",
        label="任职起始",
        kind=CellKind.DATE,
        synonyms=("任职起始日期", "任职时间", "任现职时间", "到岗日期", "任职日期", "入职日期"),
        is_required=True,
        hint="调到新单位时填新任职的第一天",
        samples=("2021-01-01", "2021.1.1", "2022/6/1"),
    ),
    ColumnSpec(
        key="fields",
        label="门类",
        kind=CellKind.CHOICES,
        synonyms=("执法门类", "执法类别", "证件门类", "执法领域"),
        choices=FIELDS,
        samples=("公路路政", "公路路政、道路运政", ""),
    ),
    ColumnSpec(
        key="valid_from",
        label="证件有效期起",
        kind=CellKind.DATE,
        synonyms=("有效期起", "发证日期", "有效期开始", "证件有效期开始", "有效期自"),
        samples=("2021-01-01", "2021-01-01", ""),
    ),
    ColumnSpec(
        key="valid_until",
        label="证件有效期止",
        kind=CellKind.DATE,
        synonyms=("有效期止", "有效期至", "证件有效期至", "到期日期", "有效期结束"),
        samples=("2031-01-01", "2031-01-01", ""),
    ),
    ColumnSpec(
        key="leader_role",
        label="班子职务",
        kind=CellKind.CHOICE,
        synonyms=("领导班子职务", "班子成员", "领导职务"),
        choices=LEADER,
        hint="领导班子成员填写",
        samples=("", "主要负责人", ""),
    ),
)
UNIT_COLUMNS = (
    ColumnSpec(
        key="code",
        label="编码",
        kind=CellKind.CODE,
        synonyms=("机构编码", "单位编码", "机构代码", "单位代码", "代码"),
        is_required=True,
        longest=32,
        hint="每个机构唯一；同一编码再次导入视为更新",
        samples=("4101", "410102", "41010201"),
    ),
    ColumnSpec(
        key="name",
        label="名称",
        synonyms=("机构名称", "单位名称", "全称", "机构全称"),
        is_required=True,
        read=_no_id_number,
        samples=("甲市交通运输综合行政执法支队", "乙区执法大队", "乙区执法大队一中队"),
    ),
    ColumnSpec(
        key="short_name",
        label="简称",
        synonyms=("机构简称", "单位简称"),
        read=_no_id_number,
        longest=40,
        hint="不填则同名称",
        samples=("甲市支队", "乙区大队", "乙区一中队"),
    ),
    ColumnSpec(
        key="level",
        label="层级",
        kind=CellKind.CHOICE,
        synonyms=("级别", "机构层级", "机构级别", "单位层级"),
        is_required=True,
        choices=_words(
            Level, 省级=Level.PROVINCE, 市级=Level.CITY, 县级=Level.COUNTY, 区县=Level.COUNTY
        )
        | dict.fromkeys(("中队", "站", "队", "所", "基层"), Level.SQUAD),
        samples=("市", "县", "队站"),
    ),
    ColumnSpec(
        key="parent",
        label="上级",
        synonyms=("上级机构", "上级单位", "上级名称", "隶属", "主管单位"),
        longest=200,
        hint="全路径（用 / 或 - 连接）、唯一的简称，或机构编码；可以是本表中的机构；新设机构必填",
        samples=("省总队", "省总队/甲市支队", "410102"),
    ),
    ColumnSpec(
        key="opened_on",
        label="成立日期",
        kind=CellKind.DATE,
        synonyms=("设立日期", "成立时间", "启用日期"),
        is_required=True,
        samples=("2021-01-01", "2021.1.1", "2021年1月1日"),
    ),
)
