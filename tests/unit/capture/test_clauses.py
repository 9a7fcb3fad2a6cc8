"""The reader of what people say: a table of real-sounding sentences, and properties that hold for any text.

A row's expectation reads `polarity:part of about[:hardness[:horizon]]`, rows of several joined by ` | `; `-` leaves a part open.
A row must give exactly these likes, dislikes, refusals and questions; neutral readings beside them are allowed.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_utterances import judge, rows

from penchant.capture.clauses import LONGEST, READER, read

FILMS_AND_BOOKS = [
    (
        "I want a slow, thoughtful science fiction film, no horror",
        "like:slow, thoughtful science fiction film:soft:now | never:horror:never:now",
    ),
    ("used to love horror but lately can't stand it", "dislike:horror:never:lately"),
    ("I used to love horror", "dislike:horror:soft:not_any_more"),
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
        "like:cozy mystery:soft:now | never:gory:-:now",
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
    ("以前喜欢看武侠小说", "dislike:武侠小说:soft:not_any_more"),
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
MORE_1 = [
    ("Honestly the ending ruined it for me", "dislike:ending"),
    (
        "Got any feel-good movies for a rainy sunday? nothing with dogs dying",
        "like:feel-good movies:-:now | never:dogs dying:never:now",
    ),
    ("my kids adore Pixar films", "like:pixar films"),
    ("I've seen enough zombie shows for a lifetime", "dislike:zombie shows"),
    ("Not really into poetry, but I'd give haiku a try", "dislike:poetry | like:haiku"),
    ("The first season was brilliant, the second one drags on forever", "like:first season | dislike:second"),
    ("I can't do subtitles, sorry", "dislike:subtitles"),
    ("could you suggest some light reading for the beach", "like:light reading:-:now"),
    ("no more true crime please, it's giving me nightmares", "never:true crime:never:now"),
    ("I grew up on kung fu movies and still love them", "like:kung fu movies"),
    ("The zipper broke within a week", "dislike:zipper"),
    ("I need a laptop under $800 that isn't too heavy", "like:laptop:-:now | dislike:heavy"),
    ("I returned the shoes, way too narrow", "dislike:shoes"),
    ("does the blue one come in size 9?", "question:blue"),
    (
        "The instructor is super knowledgeable but the audio quality is awful",
        "like:instructor | dislike:audio quality",
    ),
    (
        "I want hands-on projects, not endless slides",
        "like:hands-on projects:-:now | never:endless slides:never:now",
    ),
    ("No certificates needed, I just want to learn SQL", "like:sql:-:now"),
    ("ugh, enough with the gender reveal videos already", "never:gender reveal videos:never:now"),
    ("这剧前几集还行，后面越来越离谱", "dislike:后面"),
    ("有没有适合睡前看的书，别太烧脑", "like:适合睡前看的书:-:now | never:烧脑:-:now"),
    ("我一看到丧尸就害怕", "dislike:丧尸"),
    ("宫崎骏的电影我都爱", "like:宫崎骏的电影"),
    ("国产剧就算了吧，来点韩剧", "never:国产剧 | like:韩剧:-:now"),
    ("比起漫威我更喜欢DC", "dislike:漫威 | like:DC"),
    ("小时候特爱看奥特曼，现在只看纪录片", "dislike:奥特曼:-:not_any_more | like:纪录片:must:now"),
    ("这本书的翻译真是一言难尽", "dislike:翻译"),
    ("想入手一台降噪好的耳机，预算五百以内", "like:降噪好的耳机:-:now"),
    ("面料很舒服，就是容易起球", "like:面料 | dislike:"),
    ("除了皮革材质的都可以考虑", "never:皮革:never:now"),
    ("包装太简陋了，差评", "dislike:包装"),
    ("不含酒精的爽肤水有推荐吗", "never:酒精:never:now | like:爽肤水:-:now"),
    ("家里有猫，千万不要有香精的猫砂", "never:香精"),
    ("老师语速太快，跟不上", "dislike:老师语速"),
    ("想系统学习数据分析，最好有实战项目", "like:数据分析:-:now | like:实战项目:-:now"),
    ("这门课性价比超高，强烈推荐", "like:性价比"),
    ("零基础可以学吗", "question:零基础"),
    ("首页全是擦边视频，烦死了", "dislike:擦边视频"),
    ("好喜欢看萌宠日常哈哈哈", "like:萌宠日常:-:always"),
]
MORE_2 = [
    ("Big fan of Agatha Christie, but her later books bore me", "like:agatha christie | dislike:later books"),
    ("Show me documentaries about the ocean", "like:documentaries about the ocean:soft:now"),
    ("I’m not really feeling romance tonight", "dislike:romance:-:now"),
    ("I loved Parasite and Oldboy", "like:parasite | like:oldboy"),
    (
        "please no musicals, I can't bear people bursting into song",
        "never:musicals:never:now | dislike:people bursting into song",
    ),
    ("something short and sweet for the train ride", "like:short and sweet:-:now"),
    ("The soundtrack slaps, the dialogue is cringe", "like:soundtrack | dislike:dialogue"),
    ("Everything except westerns is fine", "never:westerns:never:now"),
    ("I usually enjoy memoirs", "like:memoirs:soft:always"),
    ("Were the special effects good?", "question:special effects"),
    ("The fabric feels cheap and it shrinks in the wash", "dislike:fabric"),
    ("Need a gift for my dad, he loves fishing", "like:gift for my dad:-:now | like:fishing"),
    ("This blender is way too loud", "dislike:blender"),
    ("I won't buy anything with palm oil", "never:palm oil:never"),
    ("Fast shipping, but the box was damaged", "like:shipping | dislike:box"),
    ("I'd love a class that covers watercolor basics", "like:class that covers watercolor basics:-:now"),
    ("the quizzes don't match the videos, very frustrating", "dislike:quizzes"),
    ("I gave up on calculus ages ago", "dislike:calculus"),
    ("less politics, more puppies", "dislike:politics | like:puppies:-:now"),
    ("Not gonna lie, I'm hooked on these restoration clips", "like:restoration clips"),
    ("推荐几部烧脑的悬疑片呗", "like:烧脑的悬疑片:-:now"),
    ("我对古装剧一点兴趣都没有", "dislike:古装剧"),
    ("村上春树的书我读不下去", "dislike:村上春树的书"),
    ("这部番的作画崩了，不过配乐很燃", "dislike:作画 | like:配乐"),
    ("想看点甜甜的恋爱剧，不要虐的", "like:恋爱剧:-:now | never:虐:never:now"),
    ("我最讨厌注水的剧情", "dislike:注水的剧情:never:always"),
    ("以前不爱看纪录片，现在超喜欢", "like:纪录片:-:now"),
    ("这本小说结局太仓促了", "dislike:结局"),
    ("键盘手感很好，就是声音有点大", "like:手感 | dislike:声音"),
    ("有没有平价又好用的防晒", "like:防晒:-:now"),
    ("我乳糖不耐受，别推荐含奶的", "never:乳糖 | never:奶:never:now"),
    ("客服回复很慢，下次不会再买了", "dislike:客服"),
    ("鞋子有点小，但颜色很漂亮", "dislike:鞋子 | like:颜色"),
    ("求一个入门级的吉他课程，老师要有耐心", "like:入门级的吉他课程:-:now | like:耐心"),
    ("课程内容太浅了，没学到东西", "dislike:课程内容"),
    ("这个老师讲课风趣幽默，我很喜欢", "like:老师"),
    ("有字幕吗？", "question:字幕"),
    ("别再给我推健身博主了，看腻了", "never:健身博主:never:now"),
    ("我平时就爱刷点美食视频", "like:美食视频:-:always"),
    ("今天天气不错", "like:天气"),
]
MORE_3 = [
    ("Heist movies are my weakness", "like:heist movies"),
    (
        "I've gone off fantasy lately, give me something realistic",
        "dislike:fantasy:-:lately | like:realistic",
    ),
    ("Do you have anything by Ursula Le Guin?", "like:ursula le guin:-:now"),
    ("wasn't impressed by the sequel", "dislike:sequel"),
    (
        "Looking for a thriller without gore or torture",
        "like:thriller:-:now | never:gore:never:now | never:torture:never:now",
    ),
    ("The humor is dumb but I love the animation", "dislike:humor | like:animation"),
    ("I can't get into anime no matter how hard I try", "dislike:anime"),
    ("We watched Up last night and the kids cried", ""),
    ("slow burn romance is my favorite", "like:slow burn romance"),
    ("Why is everything a remake these days?", "question:everything"),
    ("I want a chair that doesn't squeak", "like:chair:-:now | never:squeak"),
    ("Love the color, hate the smell", "like:color | dislike:smell:never"),
    ("It's okay I guess", ""),
    ("These leggings are see-through, very disappointed", "dislike:leggings"),
    ("I'd never buy from this brand again", "never:brand:never:always"),
    ("I'd like to improve my English pronunciation", "like:english pronunciation:-:now"),
    ("The course was well structured and the price is fair", "like:course | like:price"),
    ("don't want anything with math", "never:math:never:now"),
    ("can we get more indie artists on here?", "like:indie artists:-:now"),
    (
        "not interested in celebrity gossip, show me science news instead",
        "dislike:celebrity gossip | like:science news:-:now",
    ),
    ("我是科幻迷，但不喜欢太空歌剧", "like:科幻 | dislike:太空歌剧"),
    ("最近在追一部韩剧，特别上头", "like:韩剧:-:lately"),
    ("求不狗血的都市剧", "never:狗血 | like:都市剧:-:now"),
    ("我不怎么看综艺", "dislike:综艺:soft"),
    ("这个导演的片子我都不喜欢", "dislike:片子"),
    ("结尾太感人了，哭死", "like:结尾"),
    ("文艺片我看不懂，还是喜欢爆米花电影", "dislike:文艺片 | like:爆米花电影"),
    ("这充电宝又重又慢，别买", "dislike:充电宝"),
    ("颜色跟图片一样好看，做工也精细", "like:颜色 | like:做工"),
    ("我皮肤敏感，不要含香料的", "never:香料:never:now"),
    ("有没有降噪耳机推荐，预算三百", "like:降噪耳机:-:now"),
    ("味道有点怪，不会回购", "dislike:味道"),
    ("英语语法课太无聊了，想学口语", "dislike:英语语法课 | like:口语:-:now"),
    ("老师的声音很好听", "like:老师的声音"),
    ("作业有多少？", "question:作业"),
    ("想报一个周末的绘画班", "like:绘画班:-:now"),
    ("给我多推点旅行攻略", "like:旅行攻略:-:now"),
    ("我最近对露营很上头", "like:露营:-:lately"),
    ("每天都是带货，烦", "dislike:带货"),
]
MORE_4 = [
    ("I don't think the course is good", "dislike:course:soft"),
    ("我不认为这部电影好看", "dislike:电影:soft"),
    ("除了恐怖片，其他都喜欢", "never:恐怖片:never:now"),
    ("恐怖片我不喜欢，科幻片可以", "dislike:恐怖片 | like:科幻片"),
    ("我喜欢恐怖片，惊悚片，还有悬疑片", "like:恐怖片 | like:惊悚片 | like:悬疑片"),
    ("no gore, jump scares or ghosts", "never:gore | never:jump scares | never:ghosts"),
    ("I hate movies without plot", "dislike:movies without plot:never"),
    ("我讨厌没有字幕的电影", "dislike:没有字幕的电影:never"),
    ("I saw the sequels but not the original", ""),
    ("I haven't watched either one yet", ""),
    ("Not a Midnight Harbour fan", "dislike:midnight harbour"),
    ("Do you know anything about Orla Finch?", "question:orla finch"),
    ("no horror ever", "never:horror:never:always"),
    ("想看喜剧而不是悲剧", "like:喜剧:-:now | never:悲剧:never:now"),
    ("Thanks so much for your help, have a great night!", ""),
]
WORKING_FLOOR = 0.9
KNOWN_MISSES = [
    ("Super soft and fits my daughter perfectly", "like:"),
    ("I'd rather pay more than buy plastic junk", "like:pay more | dislike:plastic junk"),
]
MORE_5 = [
    ("想要大容量的保温杯，不能漏水", "like:大容量的保温杯:-:now | never:漏水"),
    ("The straps are uncomfortable and the buckle is cheap plastic", "dislike:straps | dislike:buckle"),
    ("Took forever to arrive but it's beautiful", "like:"),
    ("Nothing scary tonight, I live alone", "never:scary"),
    ("I'm sick of remakes", "dislike:remakes"),
    ("Not my genre, sorry. Anything with less violence?", "dislike: | dislike:violence"),
    ("I don't really watch horror", "dislike:horror"),
    ("The pacing was dull and the twist was predictable", "dislike:pacing | dislike:twist"),
    ("Hated Cats, loved Les Mis", "dislike:Cats | like:Les Mis"),
    ("Gone Girl was boring", "dislike:Gone Girl"),
    ("I wasn't a fan of The Revenant", "dislike:Revenant"),
    ("please hide everything about football", "never:football"),
    ("so over the minimalist trend", "dislike:minimalist trend"),
    ("This mug is adorable, though the handle is fragile", "like:mug | dislike:handle"),
    ("I'd skip the extended warranty", "never:extended warranty"),
    ("The tutor was patient and the examples were vivid", "like:tutor | like:examples"),
    ("honestly the app is clunky", "dislike:app"),
    ("That pizza recipe slaps", "like:pizza recipe"),
    ("kinda bored with superhero stuff", "dislike:superhero stuff"),
    ("I'm looking for a mystery that isn't predictable", "like:mystery | never:predictable"),
    ("Can't stand influencers, give me real gardeners", "dislike:influencers | like:real gardeners"),
    ("Way too long. Great cast though", "dislike: | like:cast"),
    ("Give me anything by Agatha Christie", "like:Agatha Christie"),
    ("I find opera tedious", "dislike:opera"),
    ("I found the second half tedious", "dislike:second half"),
    ("The jacket is warmer than it looks", "like:jacket"),
    ("My kids got bored of the puzzle in a day", "dislike:puzzle"),
    ("big thumbs up for the chapter on graphs", "like:chapter on graphs"),
    ("two thumbs down for the soundtrack", "dislike:soundtrack"),
    ("I've been really enjoying slow travel vlogs", "like:slow travel vlogs"),
    ("don't show me diet content", "never:diet content"),
    ("is the seat adjustable?", "question:seat"),
    ("how long does the battery last?", "question:battery"),
    ("The customer support is a joke", "dislike:customer support"),
    ("I don't like jazz or blues", "dislike:jazz | dislike:blues"),
    ("I can't say I enjoyed the finale", "dislike:finale"),
    ("It's not a bad laptop", "like:laptop"),
    ("No romance, no musicals, just explosions", "never:romance | never:musicals | like:explosions"),
    ("I thought Barbie was hilarious", "like:Barbie"),
    ("Interstellar is my favorite movie", "like:Interstellar"),
    ("My favorites are Alien and The Thing", "like:Alien | like:Thing"),
    ("I prefer something lighter", "like:lighter"),
    ("The course feels outdated", "dislike:course"),
    ("I'm allergic to nickel", "never:nickel"),
    ("Wish there were more exercises", "like:exercises"),
    ("I would recommend the linen one", "like:linen one"),
    ("这款面霜太油了，不适合我", "dislike:面霜"),
    ("耳机音质可以，降噪有点拉", "like:音质 | dislike:降噪"),
    ("字体有点小，不过内容很扎实", "dislike:字体 | like:内容"),
    ("再也不看这个导演的电影了", "never:导演"),
    ("麻烦少推一点减肥内容", "dislike:减肥内容"),
    ("对职场剧提不起兴趣", "dislike:职场剧"),
    ("这个老师的课值得推荐", "like:老师的课"),
    ("讲得不够深入", "dislike:"),
    ("朋友安利的咖啡机，用了一周，很满意", "like:咖啡机"),
    ("推荐一些适合小白的理财课", "like:适合小白的理财课"),
    ("不要给我推鬼畜", "never:鬼畜"),
    ("综艺看腻了，想看点纪录片", "dislike:综艺 | like:纪录片"),
    ("这个牌子的袜子踩雷了", "dislike:袜子"),
    ("音乐很燃，剧情很水", "like:音乐 | dislike:剧情"),
    ("不太能接受血腥的画面", "dislike:血腥的画面"),
    ("我受够了无脑甜宠", "dislike:无脑甜宠"),
    ("手机壳质感不错但是有点滑", "like:手机壳质感 | dislike:"),
    ("这本书前半段精彩，后半段拉胯", "like:前半段 | dislike:后半段"),
    ("求一款不闷脚的运动鞋", "like:运动鞋 | never:闷脚"),
    ("有没有讲得细一点的微积分课", "like:微积分课"),
    ("我更喜欢纸质书", "like:纸质书"),
    ("烤箱挺好用的，就是说明书看不懂", "like:烤箱 | dislike:说明书"),
    ("拒绝烂片，拒绝注水", "never:烂片 | never:注水"),
    ("以前讨厌香菜，现在离不开了", "like:香菜"),
    ("这个角度拍得真好", "like:角度"),
    ("评论区太乌烟瘴气了", "dislike:评论区"),
    ("字幕组辛苦了，翻译很到位", "like:翻译"),
    ("这家店的服务没得说", "like:服务"),
    ("快递太慢了，等了一个星期", "dislike:快递"),
    ("吹风机噪音大，风力小", "dislike:吹风机 | dislike:风力"),
    ("考试难不难？", "question:考试"),
    ("这件毛衣会不会起球？", "question:毛衣"),
    ("别再出续集了", "never:续集"),
    ("日漫我只看热血的", "like:热血"),
    ("对不起，我真的看不懂艺术片", "dislike:艺术片"),
    ("男主演技炸裂", "like:男主"),
    ("女主太恋爱脑了", "dislike:女主"),
    ("这价格真香", "like:价格"),
    ("没那么喜欢科幻", "dislike:科幻"),
    ("也就那样吧", "dislike:"),
    ("课件做得很用心", "like:课件"),
    ("不喜欢太甜的奶茶", "dislike:甜"),
    ("只要纯棉的，别的免谈", "like:纯棉"),
]
MORE_6 = [
    ("This series is so underrated", "like:series"),
    ("ngl the remix is fire", "like:remix"),
    ("the sound mixing was atrocious", "dislike:sound mixing"),
    ("her tutorials are super easy to follow", "like:tutorials"),
    ("I find the host really annoying", "dislike:host"),
    ("not a single good song on that album", "dislike:album"),
    ("more behind the scenes please", "like:behind the scenes"),
    ("I'm tired of seeing the same three memes", "dislike:memes"),
    ("thank god no ads", "never:ads"),
    ("I unsubscribed from the drama channels", "dislike:drama channels"),
    ("The syllabus is well organized, but grading is unfair", "like:syllabus | dislike:grading"),
    ("the assignments took way too much time", "dislike:assignments"),
    ("I'd like a class that's not too theoretical", "like:class | dislike:theoretical"),
    ("Is there a prerequisite for the database course?", "question:prerequisite"),
    ("the TA never answers emails", "dislike:TA"),
    ("Loved every minute of the ethics seminar", "like:ethics seminar"),
    ("Probably the best intro to economics out there", "like:intro to economics"),
    ("captions were missing in half the videos", "dislike:captions"),
    ("I want to brush up on my French grammar", "like:French grammar"),
    ("no more zoom lectures for me", "never:zoom lectures"),
    ("It arrived with a cracked lid", "dislike:lid"),
    ("The soles wore out in a month", "dislike:soles"),
    ("Perfect size for my desk", "like:size"),
    ("I regret buying the bundle", "dislike:bundle"),
    ("sleeves too short, color spot on", "dislike:sleeves | like:color"),
    ("I only buy cruelty free makeup", "like:cruelty free makeup"),
    ("Do you have it in green?", "like:green"),
    ("beats my old vacuum by a mile", "like:"),
    ("the scent is too strong for me", "dislike:scent"),
    ("This is the worst toaster ever", "dislike:toaster"),
    ("what a rip off", "dislike:"),
    ("I bounced off Dark Souls", "dislike:Dark Souls"),
    ("couldn't get through Ulysses", "dislike:Ulysses"),
    ("Any documentaries that aren't depressing?", "like:documentaries | never:depressing"),
    ("Heat is one of the best movies ever made", "like:Heat"),
    ("I liked Up but Brave was forgettable", "like:Up | dislike:Brave"),
    ("Not big on westerns, love noir", "dislike:westerns | like:noir"),
    ("I'd watch anything with Tilda Swinton", "like:Tilda Swinton"),
    ("Please nothing with subtitles", "never:subtitles"),
    ("I'm more of a thriller person", "like:thriller"),
    ("Romcoms aren't really my vibe", "dislike:Romcoms"),
    ("The Room is so bad", "dislike:Room"),
    ("这个up主讲得太催眠了", "dislike:up主"),
    ("求别再发广告", "never:广告"),
    ("美食vlog我能看一天", "like:美食vlog"),
    ("受不了这种尬剪", "dislike:尬剪"),
    ("对这种土味视频完全无感", "dislike:土味视频"),
    ("多来点旅行日记", "like:旅行日记"),
    ("评论区戾气太重", "dislike:评论区戾气"),
    ("为什么老给我推相亲节目", "dislike:相亲节目"),
    ("已取关那个情感博主", "dislike:情感博主"),
    ("老师普通话不标准，听着费劲", "dislike:老师普通话"),
    ("不建议新手学C++", "dislike:C++"),
    ("这本教材写得很乱", "dislike:教材"),
    ("听了三节就弃了", "dislike:"),
    ("助教人超好", "like:助教"),
    ("数学太难了，我想学点轻松的", "dislike:数学 | like:轻松"),
    ("鞋底太硬，走久了脚疼", "dislike:鞋底"),
    ("这条裙子显胖", "dislike:裙子"),
    ("买回来就后悔了", "dislike:"),
    ("不要带logo的", "never:logo"),
    ("给我找个静音的键盘", "like:静音的键盘"),
    ("洗衣液味道很好闻", "like:洗衣液味道"),
    ("这个牌子我一直回购", "like:牌子"),
    ("续航拉垮，屏幕惊艳", "dislike:续航 | like:屏幕"),
    ("有没有小一号的", "like:小一号"),
    ("客服爱答不理的", "dislike:客服"),
    ("甜度刚刚好", "like:甜度"),
    ("这部剧注水严重", "dislike:剧"),
    ("演员演技在线，但剧本稀烂", "like:演员演技 | dislike:剧本"),
    ("我不吃古偶这一套", "dislike:古偶"),
    ("悬疑推理类的来几部", "like:悬疑推理"),
    ("有血腥镜头的不看", "never:血腥镜头"),
    ("看完心情很压抑，不推荐", "dislike:"),
    ("最近爱上了听播客", "like:播客"),
    ("这本诗集我翻了好多遍", "like:诗集"),
    ("不喜欢主角，但喜欢反派", "dislike:主角 | like:反派"),
    ("喜剧可以，爱情片免了", "like:喜剧 | never:爱情片"),
    ("诺兰的新片值得去影院看吗", "question:诺兰的新片"),
    ("科幻类我都行，别太硬核", "like:科幻类 | never:硬核"),
    ("追不动了，剧情太慢", "dislike:剧情"),
    ("刷到跳舞视频我直接划走", "dislike:跳舞视频"),
    ("本人坚决不看鬼片", "never:鬼片"),
    ("仙侠剧换汤不换药，没劲", "dislike:仙侠剧"),
    ("想换个口味，来点黑色幽默", "like:黑色幽默"),
    ("就爱这种慢节奏的生活片", "like:慢节奏的生活片"),
    ("被这部纪录片圈粉了", "like:纪录片"),
    ("被朋友安利了一款游戏，玩上瘾了", "like:游戏"),
    ("之前觉得古典乐很闷，听多了居然爱上了", "like:古典乐"),
    ("刚开始嫌这个枕头太高，用惯了觉得特别舒服", "like:枕头"),
    ("我并不讨厌综艺，只是没时间追", ""),
    ("甜品我来者不拒", "like:甜品"),
    ("什么都行，就是别太吵", "never:吵"),
    ("除了数学别的都能学", "never:数学"),
    ("所有课里最喜欢的就是素描", "like:素描"),
    ("三门课里统计最水", "dislike:统计"),
    ("这课听得我云里雾里", "dislike:课"),
    ("案例很接地气", "like:案例"),
    ("板书工整，逻辑清晰", "like:板书 | like:逻辑"),
    ("老师点名太频繁", "dislike:点名"),
    ("这门课水得不行", "dislike:课"),
    ("作业量劝退了我", "dislike:作业量"),
    ("求推荐入门吉他的课程", "like:吉他"),
    ("我想找个能练口语的班", "like:口语"),
    ("有木有人知道好的考研政治课", "like:考研政治"),
    ("线上的不要，只考虑线下", "never:线上 | like:线下"),
    ("法语和德语选哪个好", "question:德语"),
    ("会计证还值得考吗", "question:会计证"),
    ("鞋子码数不准，建议买大一号", "dislike:码数"),
    ("做工对得起价格", "like:做工"),
    ("杯子小巧可爱", "like:杯子"),
    ("这价位要啥自行车", "like:价位"),
    ("香味持久，不刺鼻", "like:香味"),
    ("衣服没有想象中好看", "dislike:衣服"),
    ("客服秒回，态度一流", "like:客服 | like:态度"),
    ("充电速度慢得离谱", "dislike:充电速度"),
    ("对味精敏感，要无添加的", "like:无添加"),
    ("预算不多，别太贵", "never:贵"),
    ("求平替", "like:平替"),
    ("有什么好用的卷发棒吗", "like:卷发棒"),
    ("想要简约风的台灯", "like:简约风的台灯"),
    ("不要塑料的，要玻璃的", "never:塑料 | like:玻璃"),
    ("皮质的就不必了", "never:皮质"),
    ("这锅绝了，不粘又好洗", "like:锅"),
    ("买了个寂寞", "dislike:"),
    ("一分钱一分货", ""),
    ("真人秀这种东西我是一点都看不进去", "dislike:真人秀"),
    ("最烦剧透狗", "dislike:剧透狗"),
    ("求求了别再拍翻拍剧", "never:翻拍剧"),
    ("他家的新歌单一般般吧", "dislike:新歌单"),
    ("手作视频yyds", "like:手作视频"),
    ("街头采访好上头", "like:街头采访"),
    ("首页被选秀刷屏了，烦", "dislike:选秀"),
    ("能不能别老推直播", "never:直播"),
    ("这种标题党看着就烦", "dislike:标题党"),
    ("养生内容看得我昏昏欲睡", "dislike:养生内容"),
    ("博主声音好温柔，爱了", "like:声音"),
    ("这剪辑手法太高级了吧", "like:剪辑手法"),
    ("对追星没什么感觉", "dislike:追星"),
    ("已经对短剧免疫了", "dislike:短剧"),
    ("穷游攻略实用到哭", "like:穷游攻略"),
    ("文案戳心", "like:文案"),
    ("画风清奇，喜欢", "like:画风"),
    ("太爱这种复古滤镜了", "like:复古滤镜"),
    ("今天想听点摇滚", "like:摇滚"),
    ("不想再看苦情戏", "never:苦情戏"),
    ("《小森林》太治愈了", "like:小森林"),
    ("《长安三万里》我给满分", "like:长安三万里"),
    ("续集不如第一部", "dislike:续集 | like:第一部"),
    ("特效五毛，剧情喂屎", "dislike:特效 | dislike:剧情"),
    ("文笔细腻得像在看画", "like:文笔"),
    ("人物塑造单薄", "dislike:人物塑造"),
    ("刑侦类的我百看不厌", "like:刑侦"),
    ("大女主爽文谁不爱", "like:大女主爽文"),
    ("别推耽美，谢谢", "never:耽美"),
    ("比起电子书还是纸书香", "dislike:电子书 | like:纸书"),
    ("本以为悬疑剧会烧脑，没想到这么无聊", "dislike:悬疑剧"),
    ("一开始对瑜伽没兴趣，后来真香了", "like:瑜伽"),
    ("曾经的最爱是动漫，现在没感觉了", "dislike:动漫"),
    ("不得不说配乐是真的好", "like:配乐"),
    ("这个vlog的转场so smooth", "like:转场"),
    ("谁还没看过《甄嬛传》，我都刷了八遍", "like:甄嬛传"),
    ("相比流水线甜剧，我更偏爱慢热的正剧", "dislike:流水线甜剧 | like:慢热的正剧"),
    ("iPad比纸质书方便多了", "like:iPad | dislike:纸质书"),
    ("宁可看老片也不看翻拍", "like:老片 | never:翻拍"),
    ("可真是谢谢您嘞，又推一堆减肥茶", "dislike:减肥茶"),
    ("有点想学插花", "like:插花"),
    ("你们有没有那种睡前听的轻音乐", "like:睡前听的轻音乐"),
    ("哪里可以学街舞", "like:街舞"),
    ("希望多一点案例少一点理论", "like:案例 | dislike:理论"),
    ("带编程作业的优先", "like:编程作业"),
    ("一定要有回放", "like:回放:must"),
    ("给妈妈买的羽绒服，她说很暖和", "like:羽绒服"),
    ("裤子没有色差，版型也好看", "like:裤子 | like:版型"),
    ("对酒精过敏的慎买", "never:酒精"),
    ("盲盒这种智商税我是不会再买了", "dislike:盲盒"),
    ("点了不感兴趣还给我推钓鱼", "dislike:钓鱼"),
    ("育儿博主太焦虑贩卖了，取关", "dislike:育儿博主"),
    ("萌娃视频看得我嘴角上扬", "like:萌娃视频"),
    ("这个话题我没什么兴趣", "dislike:话题"),
    ("对穿越题材审美疲劳", "dislike:穿越题材"),
    ("前半本封神后半本崩盘", "like:前半本 | dislike:后半本"),
    ("这种慢综看着很放松", "like:慢综"),
    ("推理部分逻辑硬伤太多", "dislike:推理部分逻辑硬伤"),
    ("老电影里我独爱黑白片", "like:黑白片"),
    ("只要不是爱情片就行", "never:爱情片"),
    ("挑一部不催泪的吧", "never:催泪"),
]
TABLE = [*FILMS_AND_BOOKS, *SHOP, *COURSES, *SOCIAL, *MORE_1, *MORE_2, *MORE_3, *MORE_4, *MORE_5, *MORE_6]


WAYS_EN = {
    "like": (
        "I'm obsessed with {} | lowkey obsessed with {} | {} slaps | {} is fire | can't recommend {} enough | {} is gold | more {} please | been loving {} lately | {} all day every day | I'm a sucker for {} | {} is underrated | I could watch {} forever | give me more {} | any good {}? | got any {}? | {} would be great | in the mood for {} | {} never disappoints | big fan of {} | {} grew on me | {} was worth it | {} is a must | {} is so well made | I keep coming back to {} | I can't get enough of {} | {} always makes me smile"
    ),
    "dislike": (
        "I'm so over {} | sick of {} | not a fan of {} | {} is mid | {} is overpriced | {} was a letdown | {} isn't for me | {} wasn't my thing | not into {} | {} is not my cup of tea | could do without {} | I don't do {} | didn't care for {} | hated {} | {} bored me | {} put me to sleep | {} was meh | meh on {} | I gave up on {} | I can't stand {} | {} is overrated | {} feels lazy | I don't get the hype around {} | tired of {} | {} just isn't good | {} lost me | I'm burned out on {} | too much {} | {} is too slow | {} wasn't great | I regret {} | never liked {} | {} left me cold | less {}"
    ),
    "never": (
        "no {} please | skip {} | skip anything with {} | nothing with {} | anything but {} | stop showing me {} | don't recommend {} | please no {} | never show me {} again | I never want to see {} again | no more {} | {}? no thanks | {}? hard pass | keep {} away from me | hide {} | mute {} | without {}"
    ),
    "question": (
        "is {} any good? | how is {}? | have you seen {}? | what is {} about? | does {} hold up? | is {} worth it? | has anyone tried {}?"
    ),
}
WAYS_ZH = {
    "like": (
        "被{}种草了 | 种草了{} | {}种草了 | 强烈安利{} | 给大家安利{} | 安利一下{} | 推荐{} | 强烈推荐{} | {}真香 | {}值得一试 | {}值得买 | {}绝绝子 | {}yyds | {}还不错 | 最近沉迷{} | {}挺好的 | 爱死{}了 | {}太香了 | 无限回购{} | {}我的最爱 | {}是我的菜 | {}封神了 | {}有点东西 | {}没让我失望 | 给我来点{} | 求{} | 多给我推{} | 想看{} | 换点{}吧 | 给我看看{} | 看看{} | 有没有{} | 麻烦推荐{} | 请推荐几个{} | {}可以多来点 | 被{}治愈到了 | {}吹爆 | {}越来越好看了 | 现在反而喜欢{}了 | 没有什么比{}更香"
    ),
    "dislike": (
        "{}踩雷了 | 踩雷了{} | {}劝退 | 被{}劝退了 | {}太坑了 | {}真的一般 | {}也就一般 | {}有点失望 | {}不太行 | 不推荐{} | 不太推荐{} | {}我腻了 | {}腻了 | {}看够了 | 看够了{} | 对{}无感 | {}get不到 | 欣赏不来{} | {}让人下头 | {}看吐了 | 受够了{} | {}不够好 | {}太无聊了 | {}有点拖沓 | {}差点意思 | {}不是我的菜 | {}不合我胃口 | 对{}没兴趣 | 对{}没啥感觉 | {}不值 | {}名不副实 | 烦死{}了 | {}真的很烂 | 后悔看{} | {}我欣赏不了 | {}脱粉了 | {}不适合我 | 少来点{} | 少推点{} | {}能不能少点 | {}太多了 | 接受不了{} | 吃不消{} | 害怕{} | 不敢看{}"
    ),
    "never": (
        "别给我推{} | 别再给我推{}了 | 再也不看{}了 | 再也不想看{} | {}再也不看了 | 不要{} | {}不要 | 不想看{} | 拒绝{} | {}一律拉黑 | 屏蔽{} | 除了{}都行 | 除了{}都可以 | {}就算了 | {}免谈 | {}就不用了 | 求别推{} | 不要给我看{} | 千万别推{} | {}统统不要 | {}达咩 | 绝对不看{} | 跳过{} | {}一个都不要"
    ),
    "question": (
        "{}好看吗 | {}怎么样 | {}值得看吗 | {}适合新手吗 | 有人看过{}吗 | {}讲的是什么 | {}难不难 | {}好不好看 | {}值不值得看"
    ),
}
WAYS = [
    (way, polarity, name)
    for ways, names in ((WAYS_EN, ("silent films", "rock climbing")), (WAYS_ZH, ("盗墓小说", "在线课程")))
    for polarity, row in ways.items()
    for way in row.split(" | ")
    for name in names
]


def faults(text: str, expected: str) -> list[str]:
    """What is wrong in the reading of `text`: a missing row, or a judgement that was not expected."""
    open_aspects = [aspect for aspect in read(text) if aspect.polarity != "neutral"]
    wrong = []
    for row in filter(None, expected.split(" | ")):
        polarity, part, hardness, horizon = (*row.split(":"), "-", "-")[:4]
        for aspect in open_aspects:
            named = part.casefold() in aspect.about.casefold() and bool(part) == bool(aspect.about)
            fits = aspect.polarity == polarity and named
            if fits and hardness in ("-", aspect.hardness) and horizon in ("-", aspect.horizon):
                open_aspects.remove(aspect)
                break
        else:
            wrong.append(f"missing {row}")
    return wrong + [f"unexpected {a.polarity}:{a.about}:{a.hardness}:{a.horizon}" for a in open_aspects]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_reads_what_people_say(text, expected):
    assert faults(text, expected) == []


@pytest.mark.parametrize(("way", "polarity", "name"), WAYS)
def test_many_ways_to_say_one_thing(way, polarity, name):
    assert faults(way.format(name), f"{polarity}:{name}") == []


def test_the_working_set_stays_read():
    right = [wanted == got for row in rows() for what, wanted, got in judge(row) if what == "label"]
    assert sum(right) / len(right) >= WORKING_FLOOR


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I really liked The Kids Are Alright (1979) and Boys Don't Cry (1999)", "Kids Are Alright (1979)"),
        ("I liked No Country for Old Men", "No Country for Old Men"),
        ("we enjoyed Kingsman: The Golden Circle", "Kingsman: The Golden Circle"),
        ("I watched Bad Moms last night and loved it", "Bad Moms"),
    ],
)
def test_a_title_holding_a_cue_stays_whole(text, about):
    assert about in read(text)[0].about
    assert read(text)[0].polarity == "like"


@pytest.mark.parametrize(("text", "about"), [("I love C++ and C#", ["C++", "C#"]), ("想学C++", ["C++"])])
def test_the_marks_of_a_name_stay(text, about):
    assert [aspect.about for aspect in read(text)] == about


def test_no_thanks_answers_an_offer_and_not_a_praise():
    assert [a.polarity for a in read("superhero films? no thanks")] == ["never"]
    assert read("I love comedies. no thanks, that's all")[0].polarity == "like"


@pytest.mark.parametrize(("text", "expected"), KNOWN_MISSES, ids=[text for text, _ in KNOWN_MISSES])
@pytest.mark.xfail(reason="beyond the rules so far", strict=True)
def test_known_misses(text, expected):
    assert faults(text, expected) == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (
            "I want a slow, thoughtful science fiction film, no horror",
            ["slow, thoughtful science fiction film", "horror"],
        ),
        ("想看治愈的动画，不要恐怖片", ["治愈的动画", "恐怖片"]),
        ("我喜欢阅读科幻小说", ["科幻小说"]),
        ("I used to love horror, but lately I can't stand it", ["horror"]),
        ("any good comedies with a bit of magic, please", ["comedies with a bit of magic"]),
        ("I loved Me Before You", ["Me Before You"]),
        ("I disliked Iron Man (2008)", ["Iron Man (2008)"]),
        ("推荐一些轻松的喜剧吧", ["轻松的喜剧"]),
        ("不喜欢成都的火锅", ["成都的火锅"]),
    ],
)
def test_about_holds_the_words_of_the_object_alone(text, about):
    assert [aspect.about for aspect in read(text)] == about


@pytest.mark.parametrize(
    "text",
    [
        "别墅",
        "爱奇艺",
        "可爱的猫",
        "特别的一天",
        "主要人物",
        "好奇心",
        "I had no idea",
        "no wonder",
        "a love story",
        "It looks like rain",
    ],
)
def test_words_that_only_contain_a_cue_judge_nothing(text):
    assert [aspect.polarity for aspect in read(text) if aspect.polarity not in ("neutral", "question")] == []


def test_a_later_word_overrules_an_earlier_one_of_the_same_thing():
    (aspect,) = read("used to love horror but lately can't stand it")
    assert (aspect.about, aspect.polarity, aspect.strength, aspect.horizon) == (
        "horror",
        "dislike",
        3,
        "lately",
    )
    assert aspect.quote == "lately can't stand it"


def test_strength_follows_intensifiers():
    def strength(text):
        return read(text)[0].strength

    assert strength("I really like jazz") > strength("I like jazz") > strength("I kind of like jazz")
    assert strength("我特别喜欢爵士乐") > strength("我喜欢爵士乐")


@pytest.mark.parametrize(
    "text",
    [
        "I don’t like “horror”",
        "Ｉ　ｈａｔｅ　ｈｏｒｒｏｒ！",
        "İ HATE horror",
        "我不喜欢恐怖片，！！ｈｏｒｒｏｒ",
    ],
)
def test_odd_characters_keep_their_offsets(text):
    aspects = read(text)
    assert aspects
    assert aspects[0].polarity == "dislike"
    assert all(text[aspect.start : aspect.end] == aspect.quote for aspect in aspects)


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "，。", "!!!", "，" * 50])
def test_nothing_said_reads_as_nothing(text):
    assert read(text) == ()


def test_each_aspect_has_its_clause_s_language():
    assert [aspect.language for aspect in read("我超爱动画片. I hate horror")] == ["zh", "en"]


def test_only_the_first_characters_are_read():
    assert LONGEST == 4_000
    text = "我" * 4_000 + "。I hate horror"
    assert all(aspect.end <= 4_000 for aspect in read(text))
    assert read("I like jazz. " + "x" * 1_000_000)[0].about == "jazz"


@pytest.mark.parametrize(
    "piece",
    [
        "no ",
        "a,",
        "不",
        "很",
        "and ",
        "不喜欢",
        "i love ",
        "really ",
        "slow, ",
        "slow and ",
        " ",
        "\n",
        "❤️",
        "今天",
        "除了",
        "the a ",
        "(",
        ". ",
        "比",
        "好",
        "太",
        "Love ",
        "the best ",
    ],
)
def test_no_text_takes_long(piece):
    read("warm")
    started = time.process_time()
    read(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 1


def test_the_version_is_named():
    assert READER == "rules-5"


WORDS = [
    "I",
    "love",
    "hate",
    "don't",
    "not",
    "no",
    "like",
    "want",
    "horror",
    "comedies",
    ",",
    ".",
    "?",
    "!",
    "but",
    "and",
    "it",
    "used",
    "to",
    "lately",
    "the",
    "a",
    "never",
    "ever",
    "is",
    "great",
    "boring",
    "any",
    "prefer",
    "than",
    "better",
    "without",
    "only",
    "must",
    "我",
    "不",
    "喜欢",
    "恐怖片",
    "科幻",
    "的",
    "，",
    "。",
    "？",
    "但是",
    "和",
    "除了",
    "还",
    "比",
    "好看",
    "别",
    "想看",
    "不要",
    "最近",
    "以前",
    "它",
    "吗",
    "太",
    "了",
    "❤️",
    "(",
    ")",
    "’",
    "没有",
    "推荐",
]
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=25).map("".join),
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_any_text_reads_the_same_twice_with_true_quotes_and_clean_fields(text):
    aspects = read(text)
    assert aspects == read(text)
    for aspect in aspects:
        assert text[aspect.start : aspect.end] == aspect.quote
        assert aspect.quote
        assert 1 <= aspect.strength <= 3
        assert aspect.about == aspect.about.strip()
        assert aspect.about or aspect.polarity in ("like", "dislike", "question")
        assert (aspect.hardness == "never") <= (aspect.polarity in ("never", "dislike"))
        assert (aspect.hardness == "must") <= (aspect.polarity == "like")
