"""What names are made of: lists of words beside this file, and characters of Chinese names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪"
    "庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁房滕屈"
    "饶解牟艾尤时穆农司卓古吉缪简车项芦娄窦戚岑景党宫费卜冷晏席卫柏宗桂佟应臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖"
    "巩明佘池查麻苑迟邝封匡鞠惠荆乐冀郁胥南储栗燕楚鄢劳谌奚粟冼蔺闻厉伊仝郜海阚帅屠朴"
)
"""Chinese family names of one character, written by hand."""
FAMILY_OF_TWO = (
    "上官|东方|令狐|公孙|南宫|司徒|司空|司马|夏侯|太史|宇文|尉迟|慕容|欧阳|澹台|独孤|申屠|"
    "百里|皇甫|端木|西门|诸葛|轩辕|长孙|闻人"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文浩宇轩子涵梓欣怡雨佳嘉俊泽博思雅琪婷雪倩莹颖慧琳璐萍红梅"
    "燕玲珍珠凤云莲晓东海峰鹏飞龙波斌辉鑫宁晨阳旭光亮健康安然诗语梦瑶萱若曦可心悦乐天一鸣睿昊霖铭皓哲恒毅凯翔远航瑞祥庆福"
    "寿德仁义礼智信忠孝成功立新春夏秋冬花香月星辰岚雯菲薇蕾茜彤彦翰誉栋梁柱根生宝贵富荣昌盛兴旺发财洁琴琼瑜瑾璇妍妮娅婉娴"
    "淑贞惠芬芸芝蓉菊萌苗淼鹃鸿雁莉露霏霄霆震雷威武豪杉松柏林森彬冰凌冉清源泉沛润泓溪潇澜灏炎炜烨焱煜熙墨卿尧舜禹启帆帅师"
    "奇琦祺淇麒骏骁骐驰野韬略谦逊诚恺悠怀敬亭予诺言谨意逸尘宸宏弘扬承业继先绍祖耀宗民邦翠青凡念"
)
"""What Chinese given names are made of."""
TRADITIONAL = (
    "陳黃張劉楊趙吳孫馬鄭謝許韓馮鄧蕭葉蘇呂盧蔣賈韋鄒譚陸鐘鍾顧龔邵萬錢嚴賀龍羅鄔閻湯溫喬龐顏聶魯藍靜麗強軍傑濤國誌華蘭蓮雲東飛鳳愛瑩慧瓊夢"
    "詩語偉艷豔勇娜玲潔婭媽爺兒師醫買歡說給個樂學聽對讓開緣榮貴興發劍鋒煒鑫澤輝銘穎綺紅綠蕓維邱許鄭關閆費馮譽繼業揚義禮順寶賢賢孟歐陽諸"
)
SIMPLIFIED = (
    "陈黄张刘杨赵吴孙马郑谢许韩冯邓萧叶苏吕卢蒋贾韦邹谭陆钟钟顾龚邵万钱严贺龙罗邬阎汤温乔庞颜聂鲁蓝静丽强军杰涛国志华兰莲云东飞凤爱莹慧琼梦"
    "诗语伟艳艳勇娜玲洁娅妈爷儿师医买欢说给个乐学听对让开缘荣贵兴发剑锋炜鑫泽辉铭颖绮红绿芸维邱许郑关闫费冯誉继业扬义礼顺宝贤贤孟欧阳诸"
)
"""Characters of names and of what stands around them as they are written in Hong Kong and Taiwan, and how they are read here."""
PET = "豆朵果糖圆团妞毛贝点多念甜淘球米丸皮宝丫妮囡冬咪"
"""Of what children are called twice over."""
AFTER = "和跟与找问给请对让叫帮替向被由把是陪约带等系托及同到听见天"
"""Characters after which a name may begin without a stop."""


@cache
def words(
    name: Literal["given_en", "given_weak_en", "given_zh", "no_names_en", "no_names_zh"],
) -> frozenset[str]:
    """The words of a list; its first line says what they are."""
    text = files(__package__ or "").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(text.partition("\n")[2].split())
