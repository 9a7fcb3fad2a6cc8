"""What people see: one page of text with tables, in English or Chinese.

The English phrase is the key; `ZH` holds its Chinese. Catalogue text is printed as it is, without the control characters that could
change the terminal.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from penchant.cli.times import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from penchant.cli.options import Tongue

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PIPED_WIDTH = 160
"""Columns when no terminal says how many it has."""
_RIGHT = frozenset(
    {
        "#",
        "Calls",
        "Confidence",
        "Contribution",
        "Count",
        "Share",
        "From cache",
        "Money",
        "Multiplier",
        "Prior",
        "Seconds",
        "Similarity",
        "Steps",
        "Strength",
        "Tokens",
        "Users",
        "Weight",
    }
)

ZH = {
    "#": "序号",
    "Version": "版本",
    "Made": "训练时间",
    "Events": "事件数",
    "Erased since": "此后被删除的人数",
    "serves": "使用中",
    "Nothing was trained yet.": "还没有训练过。",
    "{version} serves now.": "现在使用 {version}。",
    "{version} is gone.": "{version} 已删除。",
    "Items encoded": "已编码的物品",
    "The encoder {encoder} serves: {name}, {dim} dimensions.": "现在使用编码器 {encoder}：{name}，{dim} 维。",
    "The encoder {encoder} is to come: {done} of {total} items are encoded.": (
        "编码器 {encoder} 即将启用：{total} 件物品中已编码 {done} 件。"
    ),
    "{count} items have no vector by it yet.": "还有 {count} 件物品没有它的向量。",
    "It does not go on: {error}": "未能继续：{error}",
    "No trained {what} serves now.": "现在没有使用训练过的 {what}。",
    "{version} serves now: {reason}.": "现在使用 {version}：{reason}。",
    "{version} is kept and does not serve: {reason}.": "{version} 已保存，但未使用：{reason}。",
    "Difference {difference} on {cases} other people, 95 % interval {interval}.": (
        "在另外 {cases} 人上差值 {difference}，95 % 区间 {interval}。"
    ),
    "Made of {events} events of {users} people in {seconds} CPU seconds.": "取自 {users} 人的 {events} 条事件，{seconds} CPU 秒。",
    "Metric": "指标",
    "Interval": "区间",
    "Group": "分组",
    "Difference": "差值",
    "{protocol} on {data}, blend {blend}, {cases} cases": "{data} 上的 {protocol}，混合方式 {blend}，共 {cases} 例",
    "A sample of {count}: a quick look, no result.": "抽样 {count} 例：只是粗略一看，不是正式结果。",
    "{stage} failed in {count} lists.": "有 {count} 个列表中 {stage} 出错。",
    "Channel": "通道",
    "Prior": "先验",
    "Multiplier": "倍数",
    "Steps": "步数",
    "Changed": "最近变动",
    "Nothing is learned yet: every channel counts by its prior.": "尚未学到任何东西：各通道按先验计。",
    "What each channel's prior is multiplied by: for all, then by deeds.": "先验的倍数：先是所有人，再按行为数。",
    "NDCG@10 against the prior ({choices} choices): {difference} ± {error}": (
        "与先验的 NDCG@10 之差（{choices} 次）：{difference} ± {error}"
    ),
    "The learned blend is safely ahead.": "学到的混合明显领先。",
    "The learned blend is not safely ahead.": "学到的混合尚无明显领先。",
    "Frozen: choices teach nothing until `penchant weights freeze --off`.": "已冻结；`penchant weights freeze --off` 可解除。",
    "{found} of {asked} choices were among the candidates of their list.": "{asked} 次选择中有 {found} 次在其列表的候选之中。",
    "Forget what {steps} choices taught?": "要忘掉 {steps} 次选择所教的吗？",
    "Nothing was changed.": "没有任何改动。",
    "Reader: {reader}": "再读者：{reader}",
    "Language": "语言",
    "English": "英文",
    "Chinese": "中文",
    "Better": "更好",
    "Worse": "更差",
    "Right": "读对",
    "By rules": "规则读对",
    "Trusted": "可信",
    "yes": "是",
    "no": "否",
    "Texts": "文本",
    "Read otherwise than at once": "再读后有改动",
    "Read as at once": "再读后无改动",
    "Clear enough: no call": "足够清楚，未调用",
    "Not trusted to the model": "模型不可信，未调用",
    "Refused: no consent, or no budget": "未获同意或超出预算",
    "Erased meanwhile": "期间已删除",
    "Failed tries": "失败次数",
    "Given up": "已放弃",
    "Still to read: {behind}; to be tried again: {waiting}; given up: {dead}.": (
        "待读：{behind}；待重试：{waiting}；已放弃：{dead}。"
    ),
    "No text was given up.": "没有放弃的文本。",
    "Tries": "次数",
    "User": "用户",
    "Last tried": "最近一次",
    "What went wrong": "出错原因",
    "About": "关于",
    "Before": "之前",
    "After": "之后",
    "Check": "检查项",
    "Confidence": "把握",
    "Contribution": "贡献",
    "Count": "数量",
    "Detail": "说明",
    "Event": "事件",
    "Field": "字段",
    "File": "文件",
    "Hardness": "要求",
    "Hint": "提示",
    "Horizon": "时效",
    "Id": "编号",
    "Idea": "设想",
    "Interest": "兴趣",
    "Item": "物品",
    "Kind": "种类",
    "Line": "行",
    "Nearest": "最接近的物品",
    "Polarity": "态度",
    "Problem": "问题",
    "Quote": "原话",
    "Reason": "理由",
    "Similarity": "相似度",
    "Source": "来源",
    "State": "状态",
    "Strength": "强度",
    "Sum": "合计",
    "Time": "时间",
    "Title": "标题",
    "Until": "截止",
    "Users": "人数",
    "Value": "值",
    "Weight": "权重",
    "Ideas": "设想",
    "Gaps": "目录里没有的",
    "Notes": "备注",
    "Evidence": "依据",
    "Working": "正常",
    "Failing": "异常",
    "like": "喜欢",
    "dislike": "不喜欢",
    "never": "绝不",
    "neutral": "中性",
    "question": "疑问",
    "refuse": "拒绝",
    "soft": "倾向",
    "must": "必须",
    "now": "现在",
    "lately": "最近",
    "always": "一直",
    "not_any_more": "不再",
    "session": "此刻",
    "recent": "近期",
    "lasting": "长期",
    "said": "说过",
    "did": "做过",
    "declared": "自己声明",
    "pinned": "已固定",
    "paused": "已暂停",
    "overruled": "已被推翻",
    "Read, but it says nothing about what is wanted.": "已读取，但没有说到想要什么。",
    "Stored.": "已保存。",
    "Say what you are looking for. Ctrl-D ends the conversation.": "说说你想找什么。按 Ctrl-D 结束对话。",
    "only where {where}": "只要 {where}",
    "any value": "不限",
    "{share} % explored": "{share}% 用于探索",
    "This event was already there; nothing changed.": "这条事件已经存在，没有变化。",
    "Nothing to show: {user} has no interests yet.": "没有可显示的内容：{user} 还没有兴趣。",
    "Nothing to recommend.": "没有可推荐的物品。",
    "The list for {user} ({slate})": "给 {user} 的列表（{slate}）",
    "Left out because they failed: {stages}": "因出错而略去：{stages}",
    "nearest: {titles}": "最接近：{titles}",
    "nothing near": "没有接近的",
    "Nothing is wanted that the catalogue does not have.": "没有目录里缺少的需求。",
    "Nothing is like {item}.": "没有与 {item} 相似的物品。",
    "What others want that the catalogue does not have": "大家想要而目录里没有的",
    "Like {item}": "与 {item} 相似",
    "Interests of {user}": "{user} 的兴趣",
    "The list without interest {interest}": "去掉兴趣 {interest} 之后的列表",
    "Everything about {user} was erased at {time}.": "{user} 的一切已于 {time} 删除。",
    "Nothing was held about {user}.": "没有保存过 {user} 的任何内容。",
    "Trained models {models} still hold a share of it, until `penchant train` makes them anew.": (
        "训练过的模型 {models} 里仍有其中一份，直到用 `penchant train` 重新训练为止。"
    ),
    "The weights learned online keep a share of it among many people's, until `penchant weights reset`.": (
        "在线学到的权重里仍混有其中一份，直到执行 `penchant weights reset` 为止。"
    ),
    "Erase everything about {user}? This cannot be undone.": "要删除 {user} 的一切吗？此操作不可撤销。",
    "Nothing was erased.": "没有删除任何内容。",
    "{count} of {asked} items changed.": "{asked} 个物品中有 {count} 个已更改。",
    "{rows} rows written to {file}.": "已将 {rows} 行写入 {file}。",
    "{imported} of {rows} rows imported in {seconds} s.": "{rows} 行中导入了 {imported} 行，用时 {seconds} 秒。",
    "{imported} of {rows} rows could be imported; nothing was written.": "{rows} 行中有 {imported} 行可以导入；没有写入任何内容。",
    "{count} of them were already there.": "其中 {count} 行原已存在。",
    "{count} rows could not be used.": "{count} 行无法使用。",
    "The first {count} of them:": "其中前 {count} 行：",
    "The first rows, as understood:": "读取到的前几行：",
    "Stopped. Import again to go on: what is there already counts once.": "已停止。再次导入即可继续：已有的只算一次。",
    "{file} gives no times: its rows got {time}.": "{file} 没有时间：各行记为 {time}。",
    "{file}: columns left out: {columns}.": "{file}：未使用的列：{columns}。",
    "{file}: the first row has no {columns}, which --map names.": "{file}：首行没有 --map 指定的列 {columns}。",
    "Everything works.": "一切正常。",
    "There is no store at {file} yet; this is an empty one.": "{file} 处还没有数据，以下针对空库。",
    "Impressions recorded: {count}.": "已记录展示：{count}。",
    "In a language model's words: {accepted}; as they were: {fallback}.": "由语言模型改写：{accepted}条；保留原句：{fallback}条。",
    "Serving at {address}; the console is at {address}/console.": "服务地址 {address}，控制台 {address}/console。",
    "For agents at {address}.": "供智能体连接：{address}。",
    "It is open: whoever reaches this machine's own address needs no key.": "开放模式：能访问本机地址者无需密钥。",
    "There is no key yet: `penchant keys add NAME` makes one.": "还没有密钥，用 `penchant keys add NAME` 新建。",
    "Key {name}, for {scopes}. It is shown this once:": "密钥 {name}，权限 {scopes}。只显示这一次：",
    "Key {name} opens nothing any more.": "密钥 {name} 已停用。",
    "Key": "密钥",
    "Scopes": "权限",
    "Revoked": "停用时间",
    "Name": "名称",
    "Purpose": "用途",
    "Calls": "调用",
    "Tokens": "词元",
    "Money": "费用",
    "Seconds": "秒",
    "Failed": "失败",
    "Refused": "未调用",
    "From cache": "取自缓存",
    "Saved": "省去",
    "Day": "日期",
    "By day": "按天",
    "all": "合计",
    "reading": "阅读",
    "ideas": "设想",
    "wording": "措辞",
    "chat": "对话",
    "gate": "规则已够",
    "signature": "兴趣相同",
    "unavailable": "不可用",
    "invalid": "答复无效",
    "off": "未启用",
    "consent": "未同意",
    "budget": "预算用尽",
    "assumed": "默认",
    "Allowed": "允许",
    "in this process": "在本进程内",
    "outside this process": "在本进程外",
    "No language model is configured.": "没有配置语言模型。",
    "Language model {name}, {where}": "语言模型 {name}，{where}",
    "No model was asked anything.": "没有向任何模型提问。",
    "Nobody has said anything yet.": "还没有人说过话。",
    "{calls} calls instead of {asked}: {share} of what asking every time would have been.": (
        "调用 {calls} 次，而非 {asked} 次：是每次都问的 {share}。"
    ),
    "Today {used} of {limit} are used ({name}).": "今天已用 {used} / {limit}（{name}）。",
    "A forecast, nothing was asked. Of the {texts} texts kept here:": "仅为预估，并未提问。这里的 {texts} 条文本中：",
    "read well enough by the rules (gate)": "规则已读懂（门控）",
    "said before, word for word (cache)": "与先前逐字相同（缓存）",
    "left to ask a model about (calls)": "需要问模型（调用）",
    "Share": "占比",
    "{calls} calls instead of {asked}: {share} of asking about every text.": (
        "调用 {calls} 次，而非 {asked} 次：是每条都问的 {share}。"
    ),
}


def clean(text: str) -> str:
    """`text` without the characters that steer a terminal (line ends and tabs stay)."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def language(option: Tongue | None, environment: Mapping[str, str] | None = None) -> str:
    """`en` or `zh`: the option, else the terminal's locale."""
    if option is not None:
        return str(option.value)
    there = os.environ if environment is None else environment
    locale = there.get("LC_ALL") or there.get("LC_MESSAGES") or there.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


class Page:
    """Prints sentences and tables in one language, on standard output or error."""

    def __init__(self, tongue: str, *, stderr: bool = False) -> None:
        self.tongue = tongue
        self.console = _console(stderr=stderr)

    def t(self, phrase: str, **values: object) -> str:
        """The phrase in the page's language, its `{names}` filled in."""
        return (ZH.get(phrase, phrase) if self.tongue == "zh" else phrase).format(**values)

    def line(self, text: str = "", *, indent: int = 0, style: str = "") -> None:
        """One sentence, wrapped only where a terminal would break it."""
        from rich.padding import Padding
        from rich.text import Text

        self.console.print(Padding(Text(clean(text), style=style), (0, 0, 0, indent), expand=False))

    def table(
        self, heads: Sequence[str], rows: Iterable[Sequence[object]], *, total: Sequence[object] = ()
    ) -> None:
        """A table; `heads` are phrases, `total` a last row below a rule."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=bool(total))
        for number, head in enumerate(heads):
            foot = cell(total[number]) if total else ""
            side = "right" if head in _RIGHT else "left"
            table.add_column(self.t(head), Text(clean(foot)), justify=side, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            table.add_row(*(Text(clean(cell(value))) for value in row))
        self.console.print(table)


def cell(value: object) -> str:
    """A value as a table shows it: nothing for None, three decimals for fractions, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def when(time: int | None) -> str:
    """A time in ms as people read it, in UTC, to the minute; nothing for None."""
    return "" if time is None else iso(time - time % 60_000).replace("T", " ").replace(":00Z", "Z")


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH
    return console
