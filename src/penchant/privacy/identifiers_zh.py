"""Names and addresses in Chinese: by what stands around them, by family names, and by the characters of given names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from penchant.privacy.names import AFTER, FAMILY, FAMILY_OF_TWO, GIVEN, PET, SIMPLIFIED, TRADITIONAL
from penchant.privacy.names import words as listed
from penchant.privacy.spans import Span, found

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = r"[\u4e00-\u9fff]"
_FAMILY = rf"(?:{FAMILY_OF_TWO}|[{FAMILY}])"
_TITLES = (
    "先生|女士|小姐|太太|夫人|老师|医生|大夫|教授|经理|总监|主任|阿姨|叔叔|大爷|大妈|大叔|大姐|大哥|奶奶|爷爷|师傅|师父|律师|护士|警官|同学|师兄|师姐"
    "|学长|学姐|院长|校长|局长|处长|科长|部长|董事长|老板|教练|博士|工程师|会计|秘书|店长|房东|班长|书记|姐姐|哥哥|总(?!是|体|的|觉|算|之|会|要|想|能)|姐|哥|工(?!作|厂|业|具|程|人|资)|董(?!事)"
)
_WHOSE = (
    r"(?:我们家|我们|我家|我的|我|他的|他|她的|她|你|咱们|咱|俺|孩子|邻居|隔壁|楼下|前"
    r"|大学|高中|初中|小学|一个|有个|有位|一位)"
)
_KIN = (
    "老公|老婆|丈夫|妻子|爱人|先生|太太|对象|男朋友|女朋友|男友|女友|未婚夫|未婚妻|前任|妈妈|母亲|老妈|妈|爸爸|父亲|老爸|爸|哥哥|哥|姐姐|姐|弟弟|弟"
    "|妹妹|妹|儿子|女儿|闺女|孩子|宝宝|娃|宝贝|孙子|孙女|外甥女|外甥|侄子|侄女|表哥|表姐|表弟|表妹|堂哥|堂姐|堂弟|堂妹|舅舅|舅妈|姑姑|姑妈|姨妈|小姨"
    "|叔叔|伯伯|奶奶|爷爷|外婆|外公|姥姥|姥爷|婆婆|公公|儿媳妇|儿媳|女婿|嫂子|弟媳|婶婶|外孙女|外孙|发小|大宝|二宝|三宝|老大|老二|老乡|战友|群主|家父|家母|内人|犬子|小女|婶|岳父|岳母|朋友|好友|好朋友|闺蜜|死党|兄弟|哥们|同事|同学|同桌|室友|舍友|队友|网友|老板|领导|上司"
    "|经理|助理|客户|导师|老师|班主任|教练|医生|邻居|房东|保姆|月嫂|学生|徒弟|师傅|搭档|前女友|前男友"
)
_SPOKEN = (
    "天整讲谈聊借还喜想爱看听玩要不也都就是在和跟与说问给让对把被的了吗呢吧很太真最刚今去来推觉讨怕会能可"
    "应该教布带叫有没总从挑选找订报点定托投学向用住下玩逛聚吵跑一买卖送吃喝穿拿做写唱打晚早经常先又再才正只迷沉老每"
)
"""Characters that begin what is said of a person, and end their name."""
_IN = r"(?:(?![上下这那了过着的不没就都也很在是有比和跟要会能])[\u4e00-\u9fff])"
"""A character that a given name may hold."""
_KIN_ENDS = r"[妈爸哥姐弟妹儿女子友事学师邻宝甥孙舅姑姨叔伯媳]"
_START = rf"(?:(?<![\u4e00-\u9fff])|(?<=[{AFTER}是了见到])|(?<=一下))"
_TRAIL = rf"(?=[^\u4e00-\u9fff]|$|[{_SPOKEN}]|明天|明年|昨天|昨晚)"
_TOKEN = (
    rf"(?:{_FAMILY}{_IN}{{1,2}}?{_TRAIL}|{_FAMILY}{_IN}[{GIVEN}]|(?P<twice>[{GIVEN}{PET}])(?P=twice)"
    rf"|[小阿老大][{GIVEN}{PET}{FAMILY}]{_TRAIL}|{_FAMILY}[{GIVEN}]{{1,2}})"
)
_ANY = (
    rf"(?:{_FAMILY}{_IN}{{1,2}}?{_TRAIL}|{_HAN}{{2,6}}·{_HAN}{{2,6}}|{_HAN}{{2,5}}?{_TRAIL}"
    rf"|{_FAMILY}[{GIVEN}]{{1,2}})"
)
_CUED = (
    re.compile(
        rf"(?:我的名字是|我的名字叫|名字是|名字叫|我叫做|我叫|名叫|叫做|请叫我|叫我|喊我|称呼我|全名"
        rf"|真名|本名|姓名|联系人|收件人?|收货人?|寄件人?|户名|开户名"
        rf"|署名|持卡人|乘客|患者|病人|客人|预订人|订票人|法人|邮寄给|转交|名字|本人)(?:是|为|叫|：|:"
        rf"|\s)*(?P<it>{_ANY})"
    ),
    re.compile(
        rf"{_WHOSE}{_HAN}{{0,2}}?(?:{_KIN})(?:的(?:{_KIN}))?(?:的名字)?(?:名叫|叫做|叫|姓|是|，|、|："
        rf"|:|\s)?(?P<it>{_TOKEN})"
    ),
    re.compile(
        rf"(?:^|[，。！？；、\s：:（(的和跟与给帮替陪带送让])(?:{_KIN})(?:名叫|叫做|叫|姓|："
        rf"|:)?(?P<it>{_TOKEN})"
    ),
    re.compile(rf"(?:{_KIN})(?:的名字)?(?:名叫|叫做|叫|是)(?P<it>[小阿老]?[A-Z][a-z]{{1,14}})(?![A-Za-z])"),
    re.compile(r"(?P<it>阿[A-Z][a-z]{1,14})(?![A-Za-z])"),
    re.compile(rf"{_START}(?P<it>[{FAMILY}]老[大二三四五六七八九幺])(?=[^\u4e00-\u9fff]|$|家|[{_SPOKEN}])"),
    re.compile(rf"{_START}(?P<it>(?P<own>(?!师)[{GIVEN}])(?P=own)?)(?=[哥姐姨叔嫂婶](?![哥姐姨叔嫂婶]))"),
    re.compile(rf"(?:我叫|叫我|喊我)(?P<it>[{FAMILY}](?=[，。！？、\s]|$)|[老小大阿][A-Z])"),
    re.compile(rf"(?P<it>[{FAMILY}])[Ss]ir\b"),
    re.compile(
        rf"(?:小名|乳名|大名|外号|绰号|中文名|英文名|艺名|笔名|网名)(?![也都就])(?:叫做|叫|是|为|：|:|\s)?(?P<it>{_ANY}|[A-Z][a-z]{{1,14}})"
    ),
    re.compile(rf"我是新(?:来的|人|同学|同事|会员)(?P<it>{_FAMILY}{_IN}{{1,2}}?){_TRAIL}"),
    re.compile(
        rf"(?:上次|昨天|今天|刚才|之前|前天|那天|当时|上周|后来)(?P<it>{_FAMILY}[{GIVEN}]{{1,2}})(?=[{_SPOKEN}])"
    ),
    re.compile(
        rf"(?:个|位|人|[他她娃]|孩子|宝宝|朋友|同学|女孩|男孩|姑娘|小伙子?)叫(?P<it>{_FAMILY}{_IN}{{1,2}}?)(?=的|[，。！？；、\s]|$)"
    ),
    re.compile(
        rf"(?:亲爱的|尊敬的|敬爱的|^致)(?P<it>[小老阿][{FAMILY}]|{_FAMILY}{_IN}{{1,2}}?)(?=[，,：:\s]|$)"
    ),
    re.compile(rf"(?:{_WHOSE})(?:{_KIN})(?P<it>[A-Z][a-z]{{2,14}})(?![A-Za-z])"),
    re.compile(
        r"(?:我叫|名字是|收件人|收货人|联系人|姓名|叫我|名叫|叫做)(?:是|：|:|\s)*(?P<it>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
    ),
    re.compile(
        rf"(?:我家|咱家|们家|家里|家的)(?P<it>[小阿老大][{GIVEN}{PET}{FAMILY}])(?=[，。！？；：,.!\s]|$|[{_SPOKEN}])"
    ),
    re.compile(
        rf"^(?P<it>{_FAMILY}{_IN}{{1,2}})[，,\s]+(?:男|女|\d{{1,3}}岁|[一二三四五六七八九十]{{1,3}}岁|住校|退休|学生|大[一二三四]|高[一二三]|初[一二三])"
    ),
    re.compile(rf"(?P<it>[老小阿大][{FAMILY}])(?=同学|师傅|老师|医生|护士|教练|先生|女士)"),
    re.compile(rf"(?P<it>[{FAMILY}])(?:先生|女士)"),
    re.compile(r"单名(?:一个?|是|叫)?(?P<it>[\u4e00-\u9fff])(?:字|[，。！]|$)"),
    re.compile(
        rf"(?<![\u4e00-\u9fff{GIVEN}])(?:我是)?(?P<it>(?P<pet>[{GIVEN}{PET}])(?P=pet))(?:妈妈?|爸爸?|奶奶|爷爷|外婆|姥姥)"
    ),
    re.compile(rf"(?:寄|送|交|转|发|写|留|汇|还)给(?P<it>{_FAMILY}{_IN}{{1,2}}?){_TRAIL}"),
    re.compile(
        rf"(?:楼上|楼下|隔壁|对门|邻居)(?P<it>[老小][{FAMILY}])(?=家|[，。！？；,.!\s]|$|[{_SPOKEN}])"
    ),
    re.compile(rf"了(?P<it>[小阿][{GIVEN}])(?=[去来一]|[，。！？；,.!\s]|$)"),
    re.compile(
        rf"{_START}(?P<it>{_FAMILY}{_IN}{{1,2}}?)是(?:我|他|她|你|咱)(?:们|家|的)*[\u4e00-\u9fff]{{0,4}}?(?:{_KIN})"
    ),
    re.compile(rf"[给和跟找帮问叫陪约与](?P<it>[小阿][{GIVEN}])(?=[，。！？；：,.!\s]|$|[{_SPOKEN}]|的)"),
    re.compile(
        rf"(?:^|[，。！？；：\s]|我|他|她|经理|主任|医生|师傅|先生|太太|老公|老婆|领导|老板|老师|同事"
        rf"|邻居|{_KIN})姓(?P<it>{_FAMILY})(?!名)"
    ),
    re.compile(
        rf"(?:^|[，。！？；、\s：:和跟找问给叫对请])(?P<it>[老小阿][{FAMILY}]|阿[{GIVEN}])(?=[，。！？；：,.!\s]"
        rf"|$|[{_SPOKEN}])"
    ),
    re.compile(
        rf"{_START}(?P<it>(?:{_FAMILY}|[小阿]){_IN}{{1,2}}?)(?:是|，|,)(?:我|他|她|你|咱)(?:们|家"
        rf"|的)*(?:{_KIN}|网名|真名|本名|名字|昵称|笔名|曾用名|小名|大名)"
    ),
    re.compile(rf"(?:^|[，。！？；、\s]|好)我是(?P<it>{_FAMILY}{_IN}{{1,2}}?)(?=[，。！？；：,.!\s]|$)"),
    re.compile(
        rf"(?:^|[，。！？；、\s])我是(?P<it>(?!(?:一|个|想|要|在|不|很|真|来|去|因|被|说|从|做|学|女"
        rf"|男|新|老|大|小|你|他|她)){_HAN}{{4}})(?=[，。]我?(?:想|爱|喜))"
    ),
    re.compile(rf"(?P<it>{_FAMILY}{_IN}{{1,2}}?)(?:收|亲启|敬上|上|留)(?=[，。！？；,.\s]|$|就|即可)"),
)
_CERTAIN = re.compile(
    rf"(?:小名|乳名|我叫|名字叫|名字是|姓名|叫)(?:叫做|叫|是|为|：|:)?(?P<it>{_FAMILY}{_HAN}{{1,2}}?)(?=[，。！？；,.\s]|$)"
)
"""What can be nothing but a name, be it a word besides."""
_WHOLE = re.compile(rf"(?P<it>[{FAMILY}](?:[{GIVEN}]{{2}}|[小一][{GIVEN}]))")
"""Three characters that are a name wherever they stand, unless the first two begin a word."""
_TITLED = re.compile(rf"{_START}(?P<it>{_FAMILY}{_IN}{{0,2}}?)(?:{_TITLES})")
_BARE = re.compile(
    rf"{_START}(?P<it>(?:{FAMILY_OF_TWO})[{GIVEN}]{{1,2}}"
    rf"|[{FAMILY}](?:[{GIVEN}]{{1,2}}|[{GIVEN}]{_IN}|{_IN}[{GIVEN}]))"
    rf"(?=[^\u4e00-\u9fff]|$|[{_SPOKEN}])"
)
_INTEREST_BEFORE = re.compile(
    r"(?:主演|导演|编剧|作者|歌手|演员|明星|作家|男星|女星|偶像|爱豆|主播|博主|粉丝|版|饰演|《[^》]*)$"
)
_INTEREST_AFTER = re.compile(
    r"^(?:和\S{1,4})?(?:主演|导演|执导|编剧|饰演|演的|拍的|写的|唱的|画的|演过|演唱会|的(?:所有"
    r"|新|老|早期|每部|那部|那首|那些|几部)?(?:电影|片子|戏|剧|歌|专辑|小说|书|作品|演技|漫画"
    r"|相声|脱口秀|粉丝|诗)|粉丝)"
)
_REGION = (
    r"(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北"
    r"|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏"
    r"|宁夏|新疆|香港|澳门)"
)
_STOPS = '在到住于往去是给寄送写址至的家搬从和跟我你他她了吧，。！？；：、:,（(“”"\\s'
_ROAD = r"(?:路|街|大道|道|巷|弄|胡同|里|段|村|镇|屯|公路|环路)"
_ROOM = (
    r"(?:(?:院|号院|号楼)|[\u4e00-\u9fffA-Za-z\d]{1,12}?(?:栋|幢|号楼|座|单元|楼|层|室|户|大厦"
    r"|广场|公寓|小区|花园|苑)|\d{2,4}(?!\d))"
)
_ADDRESSES = (
    re.compile(
        rf"(?P<it>(?:{_REGION}[^{_STOPS}\d]{{0,20}}"
        rf"|[^{_STOPS}\d]{{1,20}}){_ROAD}[东西南北中]?[一二三四五六七八九十\d]{{0,4}}(?:道|段|巷"
        rf"|弄)?\s?[甲乙丙丁]?[\dA-Za-z一二三四五六七八九十百-]{{1,8}}(?:号"
        rf"|弄)(?:之[\d一二三四五六七八九十]+)?"
        rf"(?:{_ROOM}){{0,5}})"
    ),
    re.compile(
        rf"(?P<it>(?:{_REGION}(?:省|市|自治区|特别行政区)?)?[^{_STOPS}\d]{{2,10}}(?:市|区|县|镇|乡"
        rf"|街道)[^{_STOPS}]{{0,24}}?\d{{1,4}}(?:号|栋|幢|单元|室|楼)(?:{_ROOM}){{0,5}})"
    ),
    re.compile(
        r"(?P<it>[^\s，。！？；：、在到住的是]{2,10}(?:小区|花园|公寓|家园|新村|苑|大厦|宿舍"
        r"|公馆)[A-Za-z\d一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座|期|单元"
        r"|号)(?:[A-Za-z\d]{1,5}(?:单元|室|号|楼|层)?){0,3})"
    ),
    re.compile(
        rf"(?P<it>{_REGION}(?:省|市|自治区)?[^{_STOPS}\d]{{2,24}}?(?:村|镇|乡|屯|街道"
        rf"|社区)(?:[^{_STOPS}]{{0,6}}?(?:村|组|队|屯)|[^{_STOPS}]{{1,8}}?(?:[花桂家]?园|苑|新?城|小区|广场|大厦|湾|府|庄|公寓))?)"
    ),
    re.compile(
        r"(?P<it>[^\s，。！？；：、在到住的是]{1,10}(?:大厦|广场|中心|写字楼|宿舍楼?"
        r"|SOHO[\u4e00-\u9fff]{0,4})[A-Za-z\d]{0,3}(?:座|栋|号楼|楼|区)?\d{1,4}(?:层|室|楼|房|号)?)"
    ),
    re.compile(r"(?:邮编|邮政编码)[是为：:\s]*(?P<it>\d{6})(?!\d)"),
)


_PLAIN = str.maketrans(TRADITIONAL, SIMPLIFIED)


def addresses(text: str) -> Iterator[Span]:
    """Roads and buildings with a number, with the province, city and district before them and the room after."""
    return found("ADDRESS", _ADDRESSES, text)


def names(text: str) -> Iterator[Span]:
    """Names of people, but for those that are spoken of as what somebody watches, reads or hears ("…主演")."""
    text = text.translate(_PLAIN)
    yield from _listed(text)
    for pattern in _CUED:
        for match in pattern.finditer(text):
            if not _is_word(match["it"]):
                yield Span(start=match.start("it"), end=match.end("it"), kind="NAME")
    yield from found("NAME", (_CERTAIN,), text)
    for pattern in (_TITLED, _BARE, _WHOLE):
        for match in pattern.finditer(text):
            start, end = match.span("it")
            liked = _INTEREST_BEFORE.search(text[:start]) or _INTEREST_AFTER.search(text[end:])
            if not (liked or _is_word(match["it"]) or _is_word(text[start : end + 1])):
                yield Span(start=start, end=end, kind="NAME")


def _listed(text: str) -> Iterator[Span]:
    """Given names that stand alone, where a person's name can: at a boundary, and before what is said of a person."""
    for match in _given().finditer(text):
        start, end = match.span("it")
        if not (_INTEREST_BEFORE.search(text[:start]) or _INTEREST_AFTER.search(text[end:])):
            yield Span(start=start, end=end, kind="NAME")


@cache
def _given() -> re.Pattern[str]:
    known = "|".join(sorted(listed("given_zh"), key=len, reverse=True))
    return re.compile(rf"(?:{_START}|(?<={_KIN_ENDS}))(?P<it>{known})(?=[^\u4e00-\u9fff]|$|的|[{_SPOKEN}])")


def _is_word(words: str) -> bool:
    no_names = listed("no_names_zh")
    return words[:2] in no_names or words[:3] in no_names
