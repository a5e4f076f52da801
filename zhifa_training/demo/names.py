"""Names as Henan has them (姓名): frequencies estimated by us, no list of real people."""

from random import Random

from zhifa_training.units.rules import Sex

_SURNAMES = (
    "王90李88张86刘62陈40杨36赵34郭24马23孙22朱20周20徐17胡17高16宋16郑15韩14吴14许14"
    "冯13程12黄12董12何11曹11田10魏10任10崔10姚10侯9杜9谢9闫8梁8苏8吕8孟8范8唐7于7贾7"
    "樊7付7史6孔6邵6申6袁6丁6卢6常6秦6白6薛6石6段6尚5毛5邓5罗5梅3彭5焦5葛5安4岳5翟5"
    "牛5康5乔4师4鲁4耿4陶3陆3姜4方3轩2禹2党2巴1逯1仝1乜1亓1郜1邢3阎2余3潘3余2冀2蒋3"
)
_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "司徒", "夏侯")
DOUBLE_SURNAME_ONE_IN = 250
_FIRST = {
    Sex.MALE: "建9志8国7文6永6海6晓5俊5世4春4立4新4庆4振4红4明4少3宏4金3玉2光3学3中2广2保2长2鹏3"
    "子2宇2泽2浩2",
    Sex.FEMALE: "晓8丽6秀5玉4海3红4春4艳4雪4慧4文4美3桂3小4月2金2梦3雅3佳3淑3爱2彩2静2思2欣2若1",
}
_SECOND = {
    Sex.MALE: "伟7强7军7峰6涛6鹏5辉6杰5波5飞4勇4斌4磊3刚4民3华4平3林4生3明4东4海2"
    "亮3超3龙2恒1凯2阳2",
    Sex.FEMALE: "丽5敏5娟6燕4霞5芳5玲5英4梅4婷4莉4洁3颖4静4红3华4萍4琳3娜3云3琴3瑶2怡2晨1",
}
_ALONE = {
    Sex.MALE: "伟9强8军9磊7涛7鹏7超7飞6斌6杰6峰6浩5宇4亮5凯4东3刚6辉6勇6波5威3帅3毅2锋3旭2博2睿1",
    Sex.FEMALE: "丽8敏8静8娟7燕7艳6霞6芳6玲5娜6英4梅4婷6莉5洁5颖5慧5雪4倩4莹3琳3瑞2蕾2璐2媛2",
}
RARE_GIVEN = ("䶮", "㛃", "喆", "垚", "翀", "犇", "玥", "頔", "旻", "堃")
"""Characters that lists, exports and fonts most often get wrong; each is given at least once."""
SINGLE_CHARACTER_SHARE = {True: 0.32, False: 0.18}


def _weighted(text: str) -> tuple[list[str], list[int]]:
    marks: list[str] = []
    weights: list[int] = []
    for character in text:
        if character.isdecimal():
            weights[-1] = weights[-1] * 10 + int(character)
        else:
            marks.append(character)
            weights.append(0)
    return marks, weights


SURNAMES = _weighted(_SURNAMES)
FIRST, SECOND, ALONE = (
    {sex: _weighted(text) for sex, text in table.items()} for table in (_FIRST, _SECOND, _ALONE)
)


def name(draw: Random, sex: Sex, *, is_young: bool, rare: str = "") -> str:
    """Return a name, with the ``rare`` character for the given name where there is one."""
    surname = _surname(draw)
    if rare:
        return surname + rare
    if draw.random() < SINGLE_CHARACTER_SHARE[is_young]:
        return surname + str(draw.choices(*ALONE[sex])[0])
    first, second = draw.choices(*FIRST[sex])[0], draw.choices(*SECOND[sex])[0]
    return f"{surname}{first}{second if second != first else '林'}"


def _surname(draw: Random) -> str:
    common = draw.choices(*SURNAMES)[0]
    return draw.choice(_DOUBLE_SURNAMES) if draw.random() < 1 / DOUBLE_SURNAME_ONE_IN else common
