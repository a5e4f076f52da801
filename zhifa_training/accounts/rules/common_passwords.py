"""Passwords everyone tries first (常见密码), recognised by how they are made, not by a copied list.

People decorate one well-known word: capitals, look-alike signs, a year or a run of digits. So a
password is stripped of its decoration, and what remains is compared with words and patterns.
"""

import re

_WORD_TEXT = """
password passwort passphrase pass passwd secret letmein welcome login logon signin admin
administrator root toor user guest test tester testing demo sample default changeme change
master super superman superuser system sysadmin oracle server service public private access
account computer internet network windows microsoft google apple android iphone samsung huawei
xiaomi alibaba taobao tencent weixin wechat baidu sina qq dragon monkey tiger panda lion eagle
shadow sunshine princess prince flower summer winter spring autumn monday friday sunday january
february march april june july august september october november december football baseball
basketball soccer hockey tennis golf pepper ginger cookie cheese chocolate coffee orange banana
cherry purple silver golden diamond freedom liberty whatever nothing something trustno iloveyou
iloveu loveyou love lovely lover forever mylove baby angel buddy charlie michael jordan jennifer
jessica ashley daniel thomas robert andrew joshua matthew george harley hunter ranger batman
spiderman starwars pokemon matrix hello helloworld world china chinese beijing shanghai
zhengzhou henan luoyang woaini woaiwojia woaiwoziji woshi nihao nihaoma aini wodemima mima
mimamima zhanghao denglu guanliyuan yonghu ceshi xitong jisuanji zhongguo woaizhongguo zhonghua
henansheng zhengzhoushi jiaotong jiaotongju jiaotongting yunshu jiaotongyunshu zhifa zhifaju
zhifadui zhifazhidui jiaotongzhifa xingzheng xingzhengzhifa zonghezhifa gonglu luzheng yunguan
haishi gangkou zhidui dadui zhongdui kaoshi peixun xuexi gongzuo danwei lingdao juzhang duizhang
tongzhi kuaile shengri xingfu pingan jiankang facai baobei laopo laogong mama baba erzi nver
haizi jiayou caonima shabi sb wang zhang chen yang zhao huang zhou liu sun zhu hao abc abcd
abcde abcdef abcdefg aaa xxx zzz qwe qwer qwert qwerty asd asdf asdfg asdfgh asdfghjkl zxc zxcv
zxcvb zxcvbn zxcvbnm qwertyuiop qazwsx qazwsxedc wsx edc rfv tgb yhn ujm poiuytrewq lkjhgfdsa
mnbvcxz okm killer ninja samurai phoenix mustang ferrari porsche mercedes toyota honda corvette
yankees cowboys lakers chelsea arsenal liverpool barcelona manchester juventus madrid merlin
gandalf snoopy mickey donald garfield tigger pooh maggie bailey buster sophie lucky jasmine
michelle nicole amanda samantha melissa hannah victoria alexander maverick thunder hammer rocket
cowboy junior senior captain soldier police officer highway traffic transport enforcement
training exam
"""
WORDS = frozenset(_WORD_TEXT.split())
ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
    "zaqxswcdevfrbgtnhymjukilop",
)
LOOK_ALIKES = str.maketrans("013457@$!|+", "oleastasiit")
SHORTEST_WALK = 4
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def is_common(password: str) -> bool:
    """Tell whether the password is a well-known word, a walk over the keys, or repetition."""
    plain = password.lower()
    return _is_monotonous(plain) or any(_is_made_of_words(core) for core in _cores(plain))


def _cores(plain: str) -> set[str]:
    """Return what may stand under the decoration, looked at in several ways."""
    read = plain.translate(LOOK_ALIKES)
    stripped = _EDGES.sub("", plain)
    return {
        stripped,
        _NOT_LETTERS.sub("", plain),
        _EDGES.sub("", read),
        _NOT_LETTERS.sub("", stripped.translate(LOOK_ALIKES)),
    } - {""}


def _is_made_of_words(core: str) -> bool:
    return core in WORDS or _is_walk(core) or _is_repeated(core) or _is_two_words(core)


def _is_two_words(core: str) -> bool:
    cuts = range(2, len(core) - 1)
    return any(core[:cut] in WORDS and core[cut:] in WORDS for cut in cuts)


def _is_monotonous(plain: str) -> bool:
    """Tell whether few signs, a date, digits alone or walks make up the whole."""
    return len(set(plain)) <= 3 or plain.isdigit() or _is_repeated(plain) or _is_walk(plain)  # noqa: PLR2004


def _is_repeated(text: str) -> bool:
    """Tell whether a shorter piece, written again and again, gives the text."""
    return len(text) > 1 and text in (text + text)[1:-1]


def _is_walk(text: str) -> bool:
    """Tell whether the text falls into runs along the keyboard, the alphabet or the digits."""
    if len(text) < SHORTEST_WALK:
        return False
    reachable = [True] + [False] * len(text)
    for start in range(len(text)):
        for end in range(start + 3, len(text) + 1):
            if reachable[start] and _is_run(text[start:end]):
                reachable[end] = True
    return reachable[-1]


def _is_run(piece: str) -> bool:
    return any(piece in row or piece in row[::-1] for row in ROWS) or len(set(piece)) == 1
