"""The reader of what people say: a table of real-sounding sentences, and properties that hold for any text.

A row's expectation reads `polarity:part of about[:hardness[:horizon]]`, rows of several joined by ` | `; `-` leaves a part open.
A row must give exactly these likes, dislikes, refusals and questions; neutral readings beside them are allowed.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.capture.clauses import LONGEST, READER, read

FILMS_AND_BOOKS = [
    (
        "I want a slow, thoughtful science fiction film, no horror",
        "like:slow, thoughtful science fiction film:soft:now | never:horror:never:now",
    ),
    ("used to love horror but lately can't stand it", "dislike:horror:never:lately"),
    ("I used to love horror", "like:horror:soft:not_any_more"),
    ("I used to hate musicals, but now I love them", "like:musicals:-:now"),
    (
        "I love reading crime novels and biographies",
        "like:crime novels:soft:always | like:biographies:soft:always",
    ),
    ("any good comedies?", "like:comedies:soft:now"),
    ("Looking for something funny but not romantic", "like:funny:-:now | never:romantic:never:now"),
    ("I dont like slasher movies", "dislike:slasher movies:soft:always"),
    ("I cant stand jump scares", "dislike:jump scares:never:always"),
    ("Not a fan of superhero films tbh", "dislike:superhero films:soft:always"),
    (
        "I'd like a cozy mystery for tonight, nothing too gory",
        "like:cozy mystery:soft:now | dislike:gory:-:now",
    ),
    ("Can you recommend a movie like Inception?", "like:inception:-:now"),
    ("I never watch horror", "never:horror:never:always"),
    ("The plot was boring but the acting was superb", "dislike:plot:soft | like:acting"),
    ("I prefer dramas to action movies", "like:dramas | dislike:action movies:soft"),
    ("It must have subtitles", "like:subtitles:must:now"),
    ("Not that I hate rom-coms, I just want something darker tonight", "like:darker:-:now"),
    ("I can’t get enough of Korean thrillers", "like:korean thrillers:soft:always"),
    ("Anything but horror please", "never:horror:never:now"),
    ("I watched Dune yesterday. Loved it!", "like:dune:soft:always"),
    ("comedy, no horror", "like:comedy:-:now | never:horror:never:now"),
    ("Is it long?", "question:long"),
    ("horror movies 🤮", "dislike:horror movies"),
    ("想看治愈的动画，不要恐怖片", "like:治愈的动画:soft:now | never:恐怖片:never:now"),
    ("我喜欢阅读科幻小说", "like:科幻小说:soft:always"),
    ("有没有治愈的动画？", "like:治愈的动画:soft:now"),
    ("以前很喜欢恐怖片，最近受不了了", "dislike:恐怖片:never:lately"),
    ("以前喜欢看武侠小说", "like:武侠小说:soft:not_any_more"),
    ("除了恐怖片我都可以", "never:恐怖片:never:now"),
    ("除了科幻我还喜欢悬疑", "like:科幻 | like:悬疑"),
    ("想看不血腥的恐怖片", "never:血腥:never:now | like:恐怖片:-:now"),
    ("我从不看恐怖片", "never:恐怖片:never:always"),
    ("这部电影剧情太拖沓了，但是画面很美", "dislike:剧情 | like:画面"),
    ("我特别喜欢爱情片和喜剧片", "like:爱情片 | like:喜剧片"),
    ("不是不喜欢文艺片，就是今天想看点轻松的", "like:轻松:-:now"),
    ("恐怖片我真的看不下去", "dislike:恐怖片"),
    ("求推荐几本像三体一样的小说", "like:三体:-:now"),
    ("东野圭吾的书百看不厌", "like:东野圭吾的书"),
    ("这本书讲的是二战", ""),
    ("我超爱sci-fi但是hate horror", "like:sci-fi | dislike:horror:never"),
    ("别给我推恐怖片了", "never:恐怖片:never:now"),
    ("我觉得悬疑比恐怖好看", "like:悬疑 | dislike:恐怖:soft"),
]
SHOP = [
    ("The battery is great but the screen scratches easily", "like:battery | dislike:screen"),
    (
        "I need wireless headphones without noise cancelling",
        "like:wireless headphones:-:now | never:noise cancelling:never:now",
    ),
    ("Must have a headphone jack", "like:headphone jack:must:now"),
    ("I hate leather", "dislike:leather:never:always"),
    ("Great sound, terrible microphone", "like:sound | dislike:microphone"),
    ("Does it come with a charger?", "question:charger"),
    ("It stopped working after two weeks.", "dislike:"),
    (
        "Only cotton shirts please, no polyester or wool",
        "like:cotton shirts:must:now | never:polyester:never:now | never:wool:never:now",
    ),
    ("The strap is not bad, but the price is too high", "like:strap | dislike:price"),
    ("oh great, another charger that doesn't fit", "dislike:charger"),
    ("I always buy organic coffee", "like:organic coffee:-:always"),
    ("I'm looking for a lightweight, waterproof backpack", "like:lightweight, waterproof backpack:soft:now"),
    ("Couldn't be happier with the keyboard", "like:keyboard"),
    ("not worth the money", "dislike:"),
    ("这款耳机音质不错，就是戴着不舒服", "like:音质 | dislike:戴着"),
    ("这个好用吗", "question:"),
    ("想买一双轻便的跑鞋，不要红色的", "like:轻便的跑鞋:-:now | never:红色:never:now"),
    ("必须是纯棉的", "like:纯棉:must:now"),
    ("电池很耐用，屏幕太容易刮花", "like:电池 | dislike:屏幕"),
    ("我对羊毛过敏", "never:羊毛:never:always"),
    ("客服态度差，物流很快", "dislike:客服态度 | like:物流"),
    ("最近迷上了手冲咖啡", "like:手冲咖啡:-:lately"),
    ("不太喜欢这种香味", "dislike:香味:soft"),
    ("有黑色的吗？", "question:黑色"),
]
COURSES = [
    (
        "I want to learn Python from scratch, but not with videos",
        "like:python:-:now | never:videos:never:now",
    ),
    ("The lectures are clear and the exercises are useful", "like:lectures | like:exercises"),
    ("Too much theory, not enough practice", "dislike:theory | dislike:practice"),
    ("I'm not interested in marketing", "dislike:marketing:soft:always"),
    ("Are there any courses on statistics for beginners?", "like:courses on statistics:-:now"),
    ("The teacher speaks too fast", "dislike:teacher"),
    ("I only want free courses", "like:free courses:must:now"),
    ("I've been getting into machine learning lately", "like:machine learning:-:lately"),
    ("想学一点摄影，不要理论太多的", "like:摄影:-:now | never:理论:never:now"),
    ("老师讲得很清楚，作业太难了", "like:老师 | dislike:作业"),
    ("我对数学没兴趣", "dislike:数学:soft:always"),
    ("这门课难吗？", "question:课"),
    ("只想看免费的课程", "like:免费的课程:must:now"),
    ("我一直对心理学很感兴趣", "like:心理学:-:always"),
]
SOCIAL = [
    ("Please stop showing me crypto posts", "never:crypto posts:never:now"),
    ("I'm so tired of political memes", "dislike:political memes"),
    ("love these cat videos ❤️", "like:cat videos"),
    ("more travel vlogs please", "like:travel vlogs:-:now"),
    ("Enough with the dance challenges", "never:dance challenges:never:now"),
    ("I don't mind ads", ""),
    ("meh", "dislike:"),
    ("This recipe is amazing 😍", "like:recipe"),
    (
        "I'm into street photography, retro cars and lo-fi music",
        "like:street photography | like:retro cars | like:lo-fi music",
    ),
    ("多推一些美食探店，少来点明星八卦", "like:美食探店:-:now | dislike:明星八卦:-:now"),
    ("这个博主好可爱", "like:博主"),
    ("别人都喜欢综艺，我却很讨厌", "dislike:综艺:never"),
    ("不想再看到广告了", "never:广告:never:now"),
    ("讨厌剧透", "dislike:剧透:never:always"),
    ("爱了爱了", "like:"),
    ("求更多猫猫视频！", "like:猫猫视频:-:now"),
    ("再也不看直播带货了", "never:直播带货:never:always"),
]
TABLE = [*FILMS_AND_BOOKS, *SHOP, *COURSES, *SOCIAL]


def faults(text: str, expected: str) -> list[str]:
    """What is wrong in the reading of `text`: a missing row, or a judgement that was not expected."""
    open_aspects = [aspect for aspect in read(text) if aspect.polarity != "neutral"]
    wrong = []
    for row in filter(None, expected.split(" | ")):
        polarity, part, hardness, horizon = (*row.split(":"), "-", "-")[:4]
        for aspect in open_aspects:
            fits = (
                aspect.polarity == polarity
                and part.casefold() in aspect.about.casefold()
                and bool(part) == bool(aspect.about)
            )
            if fits and hardness in ("-", aspect.hardness) and horizon in ("-", aspect.horizon):
                open_aspects.remove(aspect)
                break
        else:
            wrong.append(f"missing {row}")
    return wrong + [f"unexpected {a.polarity}:{a.about}:{a.hardness}:{a.horizon}" for a in open_aspects]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_reads_what_people_say(text, expected):
    assert faults(text, expected) == []
