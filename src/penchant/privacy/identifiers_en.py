"""Names and addresses in English: by what stands before and after them, and by the given names that are nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from penchant.privacy.names import words as listed
from penchant.privacy.spans import Span, found

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAP = (
    r"(?:(?:O['’]|D['’]|Mc|Mac|van |von |de |da |al-"
    r"|El-)?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)*|[A-Z]\.)"
)
_NAME = rf"{_CAP}(?: {_CAP}){{0,3}}"
_FULL = rf"{_CAP}(?: {_CAP}){{1,3}}"
_KIN = (
    "husband|wife|partner|spouse|friend|best friend|buddy|mate|bestie|"
    "mum|mom|mother|mama|dad|father|papa|son|daughter|kid|child|toddler|baby"
    "|brother|sister|twin|cousin|aunt|auntie|uncle|nephew|niece|grandma|grandmother|granny|nan|grandpa|grandfather|grandson|granddaughter"
    "|boss|manager|colleague|coworker|co-worker|teammate|assistant|roommate|room-mate|flatmate|housemate|neighbour|neighbor|landlord"
    "|teacher|tutor|coach|professor|doctor|therapist|dentist|nurse|lawyer|girlfriend|boyfriend|fiancé|fiancée|fiance|fiancee|ex"
    "|mother-in-law|father-in-law|sister-in-law|brother-in-law|stepmom|stepdad|stepson|stepdaughter|godson|goddaughter|nanny|babysitter|pal"
)
_AGED = (
    r"(?:(?:little|older|younger|elder|big|best|dear|late|new|old|eldest|youngest|\w+-year-old"
    r"|first|good|close|former) )*"
)
_CUED = (
    re.compile(
        rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Madam|Rev|Aunt|Auntie|Uncle|Nurse"
        rf"|Coach)\b\.? (?P<it>{_NAME})"
    ),
    re.compile(
        rf"\b(?i:my (?:full |first |real |given )?name(?: is|'s|’s)|i am called|i'm called|call me"
        rf"|people call me|named|known as|i go by|i was born"
        rf"|signed|sincerely|(?:kind|best|warm) regards|regards|yours(?: truly)?|cheers|xoxo"
        rf"|love from),?\s+(?:as )?(?P<it>{_NAME})"
    ),
    re.compile(
        rf"\b(?i:(?:full |first |last |card ?holder |customer |contact |account )?name|recipient|attn"
        rf"|attention|contact(?: person)?|ship(?: it)? to|bill to"
        rf"|passenger|guest|patient|booked (?:under|by|for)|(?:for the )?invoice|sender|from"
        rf"|to) ?[:：] ?(?P<it>{_NAME})"
    ),
    re.compile(
        rf"\b(?i:booked under|reserved (?:under|for)|in the name of|under the name(?: of)?"
        rf"|addressed to|c/o) (?P<it>{_NAME})"
    ),
    re.compile(
        rf"\b(?i:my|his|her|our|their|your) {_AGED}(?i:{_KIN})(?:,| is| was|'s name is| called| named"
        rf"|,? whose name is)? (?P<it>{_NAME})"
    ),
    re.compile(rf"(?P<it>{_NAME})(?:,| is| was|, who is) (?i:my|his|her|our) {_AGED}(?i:{_KIN})\b"),
    re.compile(
        rf"(?:^|[.!?\n\"“] ?)(?i:hi|hello|hey|dear|hiya|good morning|good evening|thanks"
        rf"|thank you),? (?P<it>{_NAME})(?=\s*[,.!:;—–-]|\s*$)",
        re.MULTILINE,
    ),
    re.compile(rf"(?i:^|[.!?,] )(?:—|–|--|- ?) ?(?P<it>{_NAME})\s*$", re.MULTILINE),
    re.compile(rf"\b(?i:this is) (?P<it>{_NAME})(?=,| (?:from|speaking|here|calling|writing|again)\b)"),
    re.compile(
        rf"\b(?i:ask|tell|told|met|meet|contact|invite|invited|with my|work(?:ed|s)? with|liv(?:e|es"
        rf"|ed) with|me and|and me|(?:gift|present|surprise|birthday) (?:is )?for"
        rf"|deliver(?:ed)? to|return(?: \w+){{0,3}} to|belongs to|reach(?: out to)?|speak (?:to|with)"
        rf"|talk(?:ed)? (?:to|with)|married to|dating|engaged to|ask for|asked)"
        rf" (?P<it>{_FULL})"
    ),
    re.compile(
        rf"(?P<it>{_FULL})(?= and (?:I|me|my)\b| (?:told|asked|texted|called|emailed|said|says|thinks"
        rf"|recommended|lent|gave) )"
    ),
)
_SELF = re.compile(rf"\b(?P<who>(?i:i'm|i’m|i am|it's|it is|im)) (?P<it>{_NAME})")
_ALL = re.compile(_NAME)
_INTEREST = re.compile(
    r"(?:\b(?:starring|directed by|written by|by|of|author|actor|actress|director|singer|band"
    r"|novelist|composer|character|as|like|about|featuring|feat\.?|ft\.?"
    r"|movies? with|films? with|shows? with|anything with|something with|fan of|books? from) (?:the )?)$",
    re.IGNORECASE,
)
_STREETS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Way|Terrace|Gardens|Square|Sq|Close|Crescent|Highway|Hwy"
    "|Parkway|Pkwy|Circle|Cir|Trail|Row|Mews|Alley|Walk|Grove|Hill|Rise|Quay|Loop|Plaza|Heights|Ridge|Pike|Turnpike|Esplanade|Parade|Wharf"
)
_ROOM = r"(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Building|Bldg|#)\.? ?#?[A-Z]?\d*[A-Z]?"
_TOWN = (
    r"(?:,? (?:[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?:,? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?"
    r"|,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})|,? [A-Z]{2} \d{5}|,? \d{5}(?:-\d{4})?)"
)
_ADDRESSES = (
    re.compile(
        rf"(?:{_ROOM},? )?\b\d{{1,5}}[A-Za-z]?(?:-\d+)? (?:[NSEW]\.? |North |South |East "
        rf"|West )?(?:[A-Z][\w'’.]*|\d+(?:st|nd|rd|th))(?: [A-Z][\w'’]+){{0,3}} "
        rf"(?:{_STREETS})\b\.?(?:,? {_ROOM})?{_TOWN}?"
    ),
    re.compile(rf"\b(?:P\.? ?O\.? ?Box|PO Box) \d+{_TOWN}?", re.IGNORECASE),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?, [A-Z]{2} \d{5}(?:-\d{4})?\b"),
    re.compile(
        r"\b(?i:my address is|i live at|we live at|deliver(?: it)? to|ship(?: it)? to"
        r"|address:) (?P<it>\d{1,5}[A-Za-z]? [^.;!?\n]{4,60}?)(?=[.;!?\n]|$| and | so |, so )"
    ),
)


def addresses(text: str) -> Iterator[Span]:
    """Streets with a number, post boxes, post codes, and the town beside them."""
    return found("ADDRESS", _ADDRESSES, text)


def names(text: str) -> Iterator[Span]:
    """Names of people, but for those that are spoken of as what somebody watches, reads or hears ("directed by …")."""
    for pattern in _CUED:
        for match in pattern.finditer(text):
            yield from _cut(text, match.start("it"), match.end("it"))
    for match in _SELF.finditer(text):
        first = match["it"].split()[0]
        given, no_names = listed("given_en"), listed("no_names_en")
        myself, full = match["who"].lower().startswith("i") and match["who"][1] != "t", " " in match["it"]
        if first in given or (myself and (full or not (first in no_names or _is_of_a_people(first)))):
            yield from _cut(text, match.start("it"), match.end("it"))
    for match in _ALL.finditer(text):
        yield from _given(text, match.start(), match[0])


def _given(text: str, start: int, words: str) -> Iterator[Span]:
    """A given name and what follows it in capitals; one that is also a word counts only with a family name."""
    parts, no_names = words.split(" "), listed("no_names_en")
    for place, part in enumerate(parts):
        bare = part.removesuffix("'s").removesuffix("’s")
        strong = bare in listed("given_en")
        followed = place + 1 < len(parts) and parts[place + 1] not in no_names
        if strong or (bare in listed("given_weak_en") and followed):
            begin = start + len(" ".join(parts[:place])) + (place > 0)
            if not _INTEREST.search(text[:begin]):
                yield from _cut(text, begin, start + len(words))
            return


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The name without a possessive ending and without words that end or begin no name; nothing where none is left."""
    words, no_names = text[start:end], listed("no_names_en")
    while words and words.split(" ")[0] in no_names:
        cut = len(words.split(" ")[0]) + 1
        start, words = start + cut, words[cut:]
    parts = words.split(" ")
    for place, part in enumerate(parts):
        if place and part in no_names:
            parts = parts[:place]
            break
    words = " ".join(parts)
    for ending in ("'s", "’s", "'", "’"):
        words = words.removesuffix(ending)
    if len(words) > 1:
        yield Span(start=start, end=start + len(words), kind="NAME")


def _is_of_a_people(word: str) -> bool:
    """American, Swedish, Chinese: what somebody is, not how they are called."""
    return bool(re.search(r"(?:[mr]ican|[iu]an|ish|ese|ist|[st]ian|lim|ndu|wish|olic)$", word))
