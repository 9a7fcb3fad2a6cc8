"""Identifiers that look the same in every language: addresses of mail and web, telephone, card, account and identity numbers.

A number that is written like a card or an identity number is taken for one whether its check digit is right or not: a slip of the
pen is as personal. The check digit only tells which it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from penchant.privacy.spans import Kind, Span, found

if TYPE_CHECKING:
    from collections.abc import Iterator

_CJK = r"\u3400-\u9fff"
_LETTER = rf"[^\W{_CJK}]"
"""Of a word that is not Chinese: where Chinese stands before or after it, no space does."""
_EMAIL = re.compile(rf"(?:{_LETTER}|[.+%-])+@(?:(?:{_LETTER}|-)+\.)+[A-Za-z](?:{_LETTER}|-)+")
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s/，。、；）){_CJK}]+/[^\s，。、；！？）)<>\"”{_CJK}]+", re.IGNORECASE
)
_SITE = re.compile(
    r"(?<![a-z\d.])(?:[a-z]+\.)?(?:github|gitlab|linkedin|facebook|fb|twitter|x|instagram|letterboxd"
    r"|goodreads|douban|weibo|zhihu|t|youtube|tiktok"
    r"|bilibili|reddit|steamcommunity|medium|tumblr|pinterest|threads|last)\.(?:com|me|net|org"
    r"|cn|fm|net)/[\w@.~/-]+",
    re.IGNORECASE,
)
_AT = re.compile(rf"(?<!{_LETTER})(?<![.@])@[A-Za-z](?:{_LETTER}|\.){{2,30}}(?<!\.)")
_HANDLE_CUE = (
    r"(?:微信|威信|薇信|vx|wx|v信|加v|we\s?chat|QQ|扣扣|企鹅号|抖音|快手|小红书|微博|b站|知乎"
    r"|telegram|tele|tg|skype|insta(?:gram)?|ig|snap(?:chat)?"
    r"|discord|line|kakao(?:talk)?|signal|steam|twitter|tik\s?tok|mastodon|facebook|reddit"
    r"|letterboxd|user\s?name|用户名|账户名|网名)"
)
_HANDLE = re.compile(
    rf"(?<![a-z]){_HANDLE_CUE}\s*(?:账号|帐号|号码|号|昵称|名字|id|ID|handle|name|user)*\s*(?:is"
    rf"|was|are|是|为|叫|搜索?|关注|加|找|：|:|=|-)*\s*"
    r"(?P<it>@?(?:live:)?(?=[A-Za-z\d_.#-]*[\d_.#-]|(?<=[：:=]\s)|(?<=[：:=])"
    r"|(?<=@))[A-Za-z][\w.#-]{2,30}(?<![.-])|[1-9]\d{4,11})",
    re.IGNORECASE,
)
_ID = re.compile(
    r"(?<![\dA-Za-z])(?:[1-9]\d{5}[ -]?(?:19|20)\d{6}[ -]?\d{3}[\dXx]|\d{3}-\d{2}-\d{4})(?![\dA-Za-z])"
)
_LONG = re.compile(r"(?<![\dA-Za-z.+])\d(?:[ -]?\d){12,18}(?![\dA-Za-z]|\.\d)")
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,4})?(?![A-Za-z\d])"
)
_ACCOUNT = re.compile(
    r"(?:account|acct|a/c|routing|sort\s?code|账号|帐号|账户|帐户|卡号|member(?:ship)?|customer"
    r"|licen[cs]e|policy|会员号|学号|工号|社保号?|驾驶?证号?)"
    r"\s*(?:number|no\.?|num|id|号码|号|#)?\s*(?:is|was|ends?\s+in|是|为|：|:|="
    r"|#)*\s*(?P<it>[A-Z]{0,3}\d(?:[ -]?\d){5,21})(?!\d)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:会员号|学号|工号|卡号|社保号?)(?:是|为|：|:|\s)*(?P<it>[A-Z]{0,3}\d{5,21})(?!\d)", re.IGNORECASE
)
"""The shorter ones, with few digits, where the word before them can mean nothing else."""
_PASSPORT = (
    re.compile(
        r"(?:passport|护照|通行证|台胞证|回乡证)\D{0,12}?(?P<it>[A-Z]{1,2}\d{6,8}|\d{8,9})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![A-Za-z\d])(?:[EGDSPHMCK][A-Z]?\d{8})(?![A-Za-z\d])"),
)
_PLATE = (
    re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])"
    ),
    re.compile(
        r"(?:licen[cs]e\s+plate|number\s+plate|plates?|registration|\breg)\b\W{0,3}(?:number"
        r"|no\.?)?\W{0,3}(?:is|was|are)?\W{0,3}"
        r"(?P<it>(?=[A-Z\d -]*\d)[A-Z\d]{2,4}(?:[ -]?[A-Z\d]{2,4}){0,2})\b"
    ),
)
_PHONE = (
    re.compile(
        r"(?<![零〇一幺二两三四五六七八九])[零〇一幺二两三四五六七八九]{7,13}(?![零〇一幺二两三四五六七八九十百千万亿])"
    ),
    re.compile(r"(?<![\d.])(?:(?:\+|00)86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"),
    re.compile(r"(?<![\d.])0\d{2,3}[ -]?\d{7,8}(?:(?:转|-|ext\.?)\d{1,5})?(?!\d)"),
    re.compile(r"(?<![\d.])[48]00[ -]\d{3,4}[ -]\d{3,4}(?!\d)"),
    re.compile(r"(?<![\d.])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"),
    re.compile(r"(?<![\d.])0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}(?!\d)"),
    re.compile(r"(?<![\w+])(?:\+|00)\d{1,3}(?:[ .()-]{0,2}\d{1,5}){2,6}(?!\d)"),
    re.compile(
        r"(?:phone|mobile|cell|tel|call\s+me\s+(?:at|on)|text\s+me\s+(?:at|on)|电话|手机|座机"
        r"|号码)\D{0,8}?(?P<it>\+?\d(?:[ .()-]{0,2}\d){5,14})(?!\d)",
        re.IGNORECASE,
    ),
)
_REGIONS = ("CN", "US", "GB")
_LEAST_DIGITS = 7


def numbers(text: str) -> Iterator[Span]:
    """Everything of these kinds in a text; spans may overlap."""
    yield from found("EMAIL", (_EMAIL,), text)
    yield from found("URL", (_URL, _SITE), text)
    yield from found("HANDLE", (_AT, _HANDLE), text)
    yield from found("PLATE", _PLATE, text)
    yield from found("ACCOUNT", (_NUMBERED,), text)
    yield from found("PHONE", _PHONE[:1], text)
    if sum(character.isdigit() for character in text) < _LEAST_DIGITS:
        return
    yield from found("ID", (_ID,), text)
    yield from found("PASSPORT", _PASSPORT, text)
    yield from found("ACCOUNT", (_ACCOUNT,), text)
    yield from _long(text)
    yield from _ibans(text)
    yield from found("PHONE", _PHONE, text)
    yield from _telephones(text)


def _long(text: str) -> Iterator[Span]:
    """Numbers of 13 to 19 digits: a card where the check digit is right, else an account."""
    from stdnum import luhn

    for match in _LONG.finditer(text):
        kind: Kind = "CARD" if luhn.is_valid(re.sub(r"\D", "", match[0])) else "ACCOUNT"
        yield Span(start=match.start(), end=match.end(), kind=kind)


def _ibans(text: str) -> Iterator[Span]:
    from stdnum import iban

    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0]) or "iban" in text[: match.start()].lower():
            yield Span(start=match.start(), end=match.end(), kind="ACCOUNT")


def _telephones(text: str) -> Iterator[Span]:
    """Those that are valid numbers of a country we meet, or are written with their country."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for region in _REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if sum(character.isdigit() for character in match.raw_string) >= _LEAST_DIGITS:
                yield Span(start=match.start, end=match.end, kind="PHONE")
