"""Words that lean one way: asked only where a clause holds no cue, so that "the hem unravelled" is still a complaint.

Common words of good and bad experience in reviews, talk and lessons, set down from general knowledge of both languages. A word on
its own is weak evidence: what it says has strength 1.
"""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces, a word list in few lines than many
from __future__ import annotations

from penchant.capture.cues import Cue


def _any(words: str) -> str:
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_BAD_VERBS = _any(
    "unravel rip tear tore shrink fad chip crack rust snap jam freez froze crash lagg stutter glitch buzz hiss overheat drain wobbl squeak creak rattl reek stink itch chaf pinch "
    "irritat flak smudg clump rambl dron mumbl rush drag stall fumbl flounder preach whin nagg rant bragg wast ruin spoil wreck botch butcher mislead misled ly cheat scamm fail flopp tank bomb "
    "underwhelm annoy bor grat frustrat disgust offend insult traumati[sz] cring yawn snor quit abandon delet uninstall refund regrett dread avoid spamm stagger limp collaps crumbl dissolv stain leak burst split splinter "
    "warp bend bleed_colou?r peel scratch squeal suffer struggl lack complain demotivat discourag overwhelm confus exhaust drown choke plod meander stumbl trail_off peter_out fizzl unravell rehash recycl copy plagiari[sz] "
    "interrupt patroni[sz] lectur mansplain gatekeep overact overcook undercook overcharg mistreat neglect pander sicken appall infuriat enrag baffl"
)
_BAD = _any(
    "cartoonish childish amateurish plasticky stuffy stingy stereotyp(?:e[sd]?|ical) one-dimensional two-dimensional one-sided long-winded incomprehensible illogical inconsistent unrealistic unbelievable_mess unlikeable unlikable unsafe unhealthy "
    "unusable unprofessional unresponsive unacceptable unwatchable unimpressive unmoved unimpressed unhappy dissatisfied annoyed bored confused frustrated misled ripped_off scammed cheated overwhelmed nauseous sleepy dizzy lost "
    "busywork chores? gimmicks? rip-?offs? filler fluff clich[eé]s? clickbait nonsense gibberish garbage junk spam scams? slop eyesore nightmares? headaches? migraines? chemicals? cardboard static noise typos? errors? bugs? glitches plot_holes? holes ads adverts popups? crumbs mould mold stains? cracks? "
    "tasteless flavou?rless charmless joyless humou?rless heartless brainless mindless senseless aimless endless_ads colou?rless shapeless odou?rous noisy smelly sweaty soggy mushy grainy pixelated blurry muffled crackly choppy jittery janky wonky rickety squeaky creaky leaky greasy sticky scratchy "
    "itchy prickly stiff rigid cramped claustrophobic cluttered chaotic disjointed fragmented incoherent muddled murky dated obsolete antiquated outmoded tired trite hackneyed saccharine syrupy schmaltzy maudlin sappy soapy wooden robotic monotone lifeless bloodless anemic watered-down half-baked half-hearted uninspired "
    "phoned-in self-indulgent pompous smug arrogant snobby elitist patronising patronizing sexist racist offensive crude vulgar tasteless gratuitous excessive unnecessary overacted overstuffed overwritten undercooked underdeveloped underwritten undersized oversized overrun overload inferior substandard second-rate third-rate bottom-tier "
    "regrettable lamentable woeful pitiful pathetic laughable embarrassing shameful painful torture torturous agony unbearable insufferable intolerable unpleasant grim bleak dreary gloomy drab dingy dodgy iffy shady suspicious fake counterfeit knockoff knock-off bogus overkill paywall paywalled hot_garbage a_lie a_failure"
)
_GOOD_VERBS = _any(
    "calm sooth relax cheer inspir motivat mov delight amus charm captivat impress wow shin glow sparkl soar glid deliver rock slay improv boost brighten thriv excel dazzl entertain enlighten enrich empower energi[sz] refresh uplift comfort reassur "
    "enchant enthral enthrall mesmeri[sz] fascinat intrigu grip touch engross absorb satisf pleas surpass outdo ace nail rave gush marvel swoon giggl laugh chuckl beam smil bing devour"
)
_GOOD = _any(
    "goosebumps chills highlight lifesaver life-saver godsend blessing treasure treat gem banger jewel triumph breakthrough eye-opener eye-opening page-turner crowd-pleaser showstopper game-changer life-changing mind-blowing jaw-dropping heart-warming award-worthy oscar-worthy squat_proof waterproof sweat-proof "
    "spotless flawless faultless seamless effortless timeless priceless peerless matchless fearless ageless durable dependable trusty trustworthy sturdy roomy cozy cosy comfy snug velvety silky buttery creamy juicy crunchy crispy tangy zesty fragrant aromatic luscious scrumptious mouthwatering mouth-watering "
    "lush lavish opulent majestic regal sumptuous radiant luminous vibrant vivid dazzling glittering gleaming crystal-clear lifelike immersive gripping riveting nail-biting edge-of-your-seat pulse-pounding tear-jerking bittersweet poetic lyrical soulful tender heartfelt sincere genuine honest humane humble kind generous patient caring attentive approachable "
    "charismatic lovable likeable likable endearing quirky_fun hilarious side-splitting laugh-out-loud witty clever ingenious inventive groundbreaking visionary masterful virtuoso skilful skillful talented gifted expert knowledgeable insightful informative educational illuminating enlightening practical hands-on beginner-friendly well-rounded "
    "well-thought-out thorough rigorous balanced polished refined elegant graceful exquisite tasteful classy chic stylish trendy gorgeous flattering slimming photogenic picturesque scenic idyllic serene tranquil peaceful cathartic therapeutic healing wholesome feel-good joyful joyous cheerful blissful exhilarating thrilling euphoric glad grateful thankful happy proud delighted ecstatic overjoyed thrilled amazed "
    "impressed hooked smitten enchanted quality luxury luxurious value winner winning perfection paradise heaven heavenly divine"
)
_FLAW = r"(?:a (?:bit|little|tad|touch)|slightly|a (?:bit|little) too|kinda|somewhat|rather|overly|excessively|needlessly|unnecessarily|painfully|way too|far too|awfully|insanely|ridiculously) (?!(?:more|less|better|different|of|like|over|under|about|nervous|excited|biased|later|longer than)\b)[a-z-]+(?:\b(?= ?(?:$|[,.!;]|for|to|and|but|in|on|at)))"
_NOT = r"(?:(?:not|n't|never|hardly|barely|isnt|wasnt|arent|no|without|zero|\w+n't)(?: (?:a|an|any|really|very|so|too|that|particularly|at all|even|much of a|exactly|quite|the|single))* )"
_ENDING = r"(?:s|es|ed|d|e|ing|y|ies|ied|led|ling|ped|ping|med|ming|t|ting|ted)?"

FAINT_EN: tuple[Cue, ...] = (
    Cue(
        r"(?:all )?in (?:one|a single|two) (?:weekend|sitting|night|day|go|evening|week|afternoon)s?|(?:watched|read|seen|listened to|heard|played|worn|used) (?:it |this |them )?(?:three|four|five|ten|dozens of|a hundred|countless|so many|multiple|several|many|\d+) times|(?:bought|ordered|got|getting|buying|ordering|purchased) (?:myself )?(?:another(?: one| pair)?|two more|a second(?: one| pair)?|three more|it again|more|one for (?:my|each|every) \w+)|signed up for (?:another|more|the next(?: one)?)|(?:couldn't|could not|can't) (?:put|stop|wait|look away|tear)|stayed up (?:all night|late|till|until)|i'?m glad (?:i|we)|glad (?:i|we) (?:\w+)|lost track of time|(?:still|keeps?) (?:going strong|working|looks? (?:new|great))|good as new|like new|wish (?:i|we)(?:'d| had) (?:found|bought|discovered|tried|known about) (?:it|this|them|these) (?:sooner|earlier|years ago|before)|(?:made|makes) (?:everything|it|\w+) (?:so )?(?:easy|easier|fun|click|simple|clear|make sense|enjoyable|effortless)|(?:finally |really )?(?:clicked|made \w+ make sense|makes \w+ make sense)|taught me (?!nothing)|helped me (?:a lot|so much|pass|understand|sleep|relax|get)|gave me (?:chills|goosebumps|hope|confidence|joy|butterflies)",
        "like",
        2,
        "both",
    ),
    Cue(
        r"(?:turned|switched|shut) (?:it|this|that|them) off|stopped (?:watching|reading|halfway|after)|gave up(?: halfway| after)?|walked out|fell asleep(?: halfway)?|quit (?:after|halfway)|bailed(?: after| halfway)?|could(?:n't| not) (?:finish|get past|make it (?:past|through|to)|sit through|get through|last|see|hear|follow|understand|concentrate|breathe)|(?:didn't|did not|never) (?:finish|make it (?:past|to|through)|get past|return|reply|respond|learn|understand|laugh once|feel anything)|(?:learned|learnt|got|felt|gained|understood) (?:absolutely |almost |basically )?nothing|sounds? like (?:a |an )?(?:jet engine|dying|tin can|garbage|\w+ in a blender|robot|vacuum|chainsaw|cat|drill)|broke(?: me)? out|(?:came|arrived|turned up|showed up) (?:broken|damaged|late|dead|empty|dirty|scratched|used|open|opened|with (?:a )?\w+ (?:broken|missing))|(?:want|wanted|asked for|demand) (?:a|my) (?:refund|money back)|(?:back|off) to the (?:store|shop)|went (?:straight )?(?:in|into) the (?:bin|trash|garbage|drawer)|collecting dust|(?:can't|cannot|can not|could not|couldn't) (?:even )?(?:look at|watch|listen to|read|eat|wear|use|hear) (?:it|them|that|this|those|him|her)(?: anymore)?|(?:can't|cannot|don't|do not|dont|didn't|never) (?:just |really |quite )?see it(?! yet)|wouldn't (?:watch|read|wear|buy|do|eat|use) (?:it|this|that) (?:twice|again)|once (?:was|is) enough|(?:put|putting) me to sleep|(?:lost|losing) interest|zoned out|tuned out|checked out|nodded off|rolled my eyes|facepalmed|died inside",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:my )?(?:feed|timeline|home ?page|fyp|inbox|dash(?:board)?|explore page|recommendations|recs|suggestions)(?:'s| is| are| has been| keeps?)? (?:(?:just|all|always|now|totally|constantly|full of|flooded with|swamped with|clogged with|overrun (?:by|with)|drowning in|nothing but|100%|getting|being|showing me|filled with|packed with|only) ?)+|(?:flooded|swamped|clogged|overrun|bombarded|spammed|drowning|buried|inundated) (?:with|by|in)|(?:gone|going) overboard with",
        "dislike",
        2,
    ),
    Cue(rf"{_NOT}{_GOOD}", "dislike", 1, "left"),
    Cue(rf"{_NOT}(?:{_BAD}|{_BAD_VERBS}{_ENDING})", "like", 1, "left"),
    Cue(_FLAW, "dislike", 1, "left"),
    Cue(
        rf"(?:(?:so|very|really|just|pure|total|absolute|utter|a|an|such) )*(?:{_BAD}|{_BAD_VERBS}{_ENDING})(?: (?:of|from) an?)?",
        "dislike",
        1,
        "left",
    ),
    Cue(
        rf"(?:(?:so|very|really|just|pure|total|absolute|utter|a|an|such|the|screams?) )*(?:{_GOOD}|{_GOOD_VERBS}{_ENDING})(?: (?:me|us))?(?: of an?)?",
        "like",
        1,
        "both",
    ),
)

_BAD_ZH = _any(
    "念经 怀疑人生 商业化 错别字 马赛克 是坏的 坏的 破损 破洞 破了 漏了 漏气 漏发 少发 发错 假货 山寨 次品 二手 翻新 过期 变质 发霉 生锈 气死 气人 面瘫 出戏 崩溃 抓狂 无语 头大 头疼 头痛 眼瞎 眼花 耳朵疼 腰疼 脖子疼 难受 磨脚 起泡 过时 老土 土气 土味 俗气 "
    "磕巴 卡壳 口音重 语速快 语速太快 念稿 跑偏 跑题 离题 复读机 废话 啰嗦 罗嗦 唠叨 水课 水时长 凑时长 凑字数 拖时间 拖更 断更 鸽了 翻脸 推卸 踢皮球 甩锅 不理 没人管 没人理 找不到人 已读不回 机器人回复 涨价 乱收费 隐形消费 强制 捆绑 "
    "像素 糊成 糊得 模糊 失真 杂音 电流声 漏音 爆音 断断续续 卡成 掉帧 黑屏 重启 发烫 耗电 掉电 费电 漏电 掉线 难懂 听不清 看不清 看不懂 没重点 没逻辑 前后矛盾 漏洞百出 漏洞 逻辑不通 强行 生搬硬套 套娃 抄袭 洗稿 搬运 标题党 震惊体 低质 低龄 幼稚 脑残 圣母 恋爱脑 "
    "一无是处 一塌糊涂 乱七八糟 惨不忍睹 不堪入目 面目全非 四不像 半成品 残次 豆腐渣 毁三观 毁童年 毁原著 魔改 注水 注了水 谈恋爱 又臭又长 臭长 没完没了 昏昏沉沉 打瞌睡 睡过去 睡着 想快进 倍速 快进 跳着看 看不下去 听不下去 学不下去 坐不住 如坐针毡 退款 退了 退掉 换货 维权 差劲 "
    "套路 收割 圈钱 骗钱 骗人 欺骗 虚标 虚假 夸大 忽悠 噱头 服了 真有你的 我谢谢你 离大谱 逆天 抽象 阴间 下饭_哪 受罪 找罪受 花钱买罪 浪费 白费 白买 白学 白看 打水漂 亏了 不值当 肉疼 肉痛 后悔 早知道 差别待遇 冷冰冰 不耐烦 敷衍 爱理不理 噪音 吵死 震天响 轰隆 刺鼻 刺眼 扎人 扎肉 扎眼 勒得 紧绷 掉毛 掉粉 掉渣 "
    "勾丝 缩水 变形 走样 显胖 显黑 显老 臃肿 老气 廉价 塑料感 质感差 磨损 脱胶 开胶 断裂 松动 晃动 不稳 不平 不齐 不匀 不符 不一样 对不上 货不对 要命 糟心 闹心 堵心 添堵 上火 火大 想骂人 想打人 想摔 窒息 尬住 尴尬 社死 抠脚"
)
_GOOD_ZH = _any(
    "沦陷 一路高能 高能 一口气 通宵 熬夜看完 熬夜追 熬夜看 连刷 连看 停不下 不舍得 舍不得 意犹未尽 精神食粮 电子榨菜 快乐源泉 下了功夫 下功夫 用了心 有心了 走心 起飞 炸裂 封神 出圈 破防 戳中 戳到 共鸣 同感 感同身受 泪崩 哭了 看哭 听哭 哭成 热泪 鸡皮疙瘩 起鸡皮 震撼 惊喜 惊艳 回不去了 跟新的一样 跟新的似的 像新的 如新 "
    "回购 囤 囤货 囤了 再买 又买 又下单 加购 续费 续订 续报 安利给 推荐给 墙裂 吹爆 疯狂打call 打call 点赞 好评 五星 满分 加分 良心价 白菜价 物超所值 真材实料 用料足 足斤足两 新鲜 鲜美 入味 软糯 香喷喷 喷香 香甜 清甜 回甘 解渴 解馋 过瘾 "
    "静下来 平静 放松 放空 安心 踏实 省心 放心 治愈 温暖 暖到 暖心 疗愈 解压 快乐 开心 幸福 幸福感 满足 满足感 成就感 有收获 学到 学会 搞懂 弄懂 明白了 开窍 豁然开朗 醍醐灌顶 受用 受益 启发 涨知识 涨姿势 提升 进步 上岸 通过了 逆袭 涨分 提分 有耐心 细心 秒回 秒懂 一听就懂 一看就会 通俗 "
    "怀孕 磁性 天籁 仙气 仙女 绝美 神颜 氛围感 高级感 显瘦 显白 显高 百搭 轻便 透气 顺滑 丝滑 服帖 持久 暖和 不挑人 不挑皮 不挑身材 合脚 舒服 贴合 稳稳 结实 耐造 耐用 耐磨 皮实 抗摔 静音 省电 续航长 续航久 神器 利器 好物 宝贝 宝藏 天菜 本命 白月光 朱砂痣 女神 男神 大神 大佬 宗师 教科书级 天花板 "
    "名场面 高光 神来之笔 点睛 精髓 灵魂 封神之作 回味 余味 细节满满 彩蛋 反转 伏笔 环环相扣 滴水不漏 无懈可击 代入感 身临其境 沉浸 上头 入坑 真爱 挚爱 心头好 yyds 绝绝子 nb 牛逼 牛批 牛掰 可圈可点 有两下子 没让我失望 对味(?!精) 内味"
)
_NOT_ZH = r"(?:并不|不太|不怎么|没有?什么|没有|毫无|一点(?:也|都)(?:不|没)|不|没|无|缺乏|缺少|少了)"

FAINT_ZH: tuple[Cue, ...] = (
    Cue(
        r"(?:首页|主页|推荐页|满屏|全屏|信息流|时间线|朋友圈|刷到的?)(?:里|上)?(?:全|都|总|一直|老|净)?(?:都)?(?:是|推)",
        "dislike",
        2,
    ),
    Cue(r"(?:改|换成?|转)(?:喝|看|听|吃|用|玩|学|买|穿|追|投)(?:了)?(?=[\u4e00-\u9fffa-z])", "like", 2),
    Cue(r"(?:特别|尤其|特)是(?=[\u4e00-\u9fffa-z])", "like", 2, horizon="always"),
    Cue(
        r"(?:[\u4e00-\u9fff]{1,2}久了(?:会|就|以后)?)?(?:[脚腰腿手耳头脖肩背眼牙胃][朵子部睛腕]?)(?:有点|会|都|好|很|太|快)?(?:疼|痛|酸|麻|晕|花)(?:死)?了?",
        "dislike",
        2,
        "left",
    ),
    Cue(rf"{_NOT_ZH}(?:很|太|那么)?{_GOOD_ZH}", "dislike", 1, "left"),
    Cue(rf"{_NOT_ZH}(?:很|太|那么|会)?{_BAD_ZH}", "like", 1, "left"),
    Cue(
        rf"(?:很|太|真|超|特别|非常|有点|有些|简直|全是|各种|像)?(?:多到|得)?{_BAD_ZH}(?:了|的|啊|吧)?",
        "dislike",
        1,
        "left",
    ),
    Cue(rf"(?:很|太|真|超|特别|非常|简直|到)?(?:是我的?)?{_GOOD_ZH}(?:了|的|啊|吧)?", "like", 1, "left"),
)
