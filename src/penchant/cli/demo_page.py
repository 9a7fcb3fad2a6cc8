"""How the demo looks in a terminal: a step is a heading, what happened, and the few lines that show what it changed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from penchant.cli import show
from penchant.rank.words import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penchant.cli.story import Played
    from penchant.domain import Aspect, Idea, Interest, Reason, SlateItem
    from penchant.scenarios.stories import Step

WIDTH = 100
"""Columns at most: longer lines are hard to follow."""
BAR = 10
INTERESTS = 5
IDEAS = 2
LEAST = 0.005
"""What rounds to nothing in two decimals."""
IDEA_CELLS = 44
_INDENT = 3

WORDS = {
    "en": {
        "comma": ", ",
        "semicolon": "; ",
        "and": ", ",
        "row": "{head}: {text}",
        "aside": "{text} ({aside})",
        "count": "{count} {kind}",
        "title": "Penchant demo, scenario {scenario}: {count} items in {store}",
        "anew": "An earlier demo was there (items: {items}, people: {people}); it was erased first.",
        "live": "Nothing is trained or prepared: every list below is worked out while you watch.",
        "setup": "Ready in {seconds:.1f} s: encoder loaded, catalogue encoded, and on the first run ever, code compiled.",
        "serving": "The console: {address}",
        "open": "Open it in a browser: {address}",
        "ends": "The story plays there; Ctrl-C ends the server.",
        "served": "That was the story, over HTTP. `penchant demo` in a terminal opens it in the browser: {address}",
        "alone": "The console needs `pip install 'penchant[server,client]'`; here is the story in the terminal.",
        "say": "{who} says: {text}",
        "did": "{who} {verb} “{title}”.",
        "recommend": "{who} asks: {text}",
        "why_not": "{who} asks why “{title}” is not in the last list.",
        "edit": "{who} pins “{label}”.",
        "forget": "{who} asks to be forgotten.",
        "observe_took": "taken in {ms:.0f} ms",
        "recommend_took": "list {ms:.0f} ms",
        "explain_took": "answer {ms:.0f} ms",
        "forget_took": "erased in {ms:.0f} ms",
        "read": "Understood",
        "interests": "Interests now: strength from 0 to 1, how long it holds, where it comes from",
        "ideas": "Ideal items, and the nearest real ones",
        "list": "The list; a score is the sum of its reasons",
        "gone": "Gone from the list",
        "gaps": "Wanted, but the catalogue has nothing near",
        "best": "best {best:.2f}, needed {needed:.2f}; nearest: {title}",
        "gap_list": "The list goes on with what is there; first: {title}",
        "no_gap": "Nothing is missing.",
        "like": "wants “{about}”",
        "dislike": "less of “{about}”",
        "never": "refuses “{about}”",
        "neutral": "mentions “{about}”",
        "question": "asks about “{about}”",
        "rule": "Rule “no {label}”: kept out of the catalogue's items: {count}.",
        "seen": "Already seen or had: {count} kept out.",
        "new": "(new)",
        "reasons_left": "{value:+.2f} smaller reasons",
        "outranked": "Outranked: {titles}.",
        "removed": "Erased: {counts}.",
        "held": "Still held about {who}: {counts}.",
        "nothing": "nothing",
        "try": "Three commands to try next",
        "memory": "This store was in memory and is gone; with --store sqlite:///FILE you could go on from here.",
        "events": "events",
        "readings": "readings",
        "slates": "lists",
        "interests_held": "interests",
    },
    "zh": {
        "comma": "，",
        "semicolon": "；",
        "and": "、",
        "row": "{head}：{text}",
        "aside": "{text}（{aside}）",
        "count": "{kind} {count}",
        "title": "Penchant 演示，场景 {scenario}：{count} 项内容，存于 {store}",
        "anew": "这里有上一次的演示（内容 {items} 项，人 {people} 位），已先删除。",
        "live": "没有训练，也没有预先准备：下面每份列表都是当场算出来的。",
        "setup": "{seconds:.1f} 秒就绪：载入编码器，编码目录；第一次运行时还要编译代码。",
        "serving": "控制台：{address}",
        "open": "请在浏览器中打开：{address}",
        "ends": "故事在那里播放；按 Ctrl-C 结束服务。",
        "served": "故事讲完了，全程经由 HTTP。在终端里运行 `penchant demo` 会在浏览器中打开：{address}",
        "alone": "控制台需要 `pip install 'penchant[server,client]'`；下面在终端里讲故事。",
        "say": "{who} 说：{text}",
        "did": "{who} {verb}“{title}”。",
        "recommend": "{who} 问：{text}",
        "why_not": "{who} 问：“{title}”为什么不在上一份列表里？",
        "edit": "{who} 固定了“{label}”。",
        "forget": "{who} 要求被忘记。",
        "observe_took": "接收 {ms:.0f} 毫秒",
        "recommend_took": "列表 {ms:.0f} 毫秒",
        "explain_took": "回答 {ms:.0f} 毫秒",
        "forget_took": "删除 {ms:.0f} 毫秒",
        "read": "理解为",
        "interests": "现在的兴趣：强度（0 到 1）、时效、来源",
        "ideas": "设想的理想之选，以及最接近的真实内容",
        "list": "列表；得分是各条理由之和",
        "gone": "离开列表的",
        "gaps": "想要，但目录里没有接近的",
        "best": "最高 {best:.2f}，需要 {needed:.2f}；最接近：{title}",
        "gap_list": "列表照常给出现有的；第一位：{title}",
        "no_gap": "没有缺少的。",
        "like": "想要“{about}”",
        "dislike": "少要“{about}”",
        "never": "拒绝“{about}”",
        "neutral": "提到“{about}”",
        "question": "问起“{about}”",
        "rule": "规则“不要 {label}”：目录中有 {count} 项被挡在外面。",
        "seen": "已经看过或有了的：{count} 项被挡在外面。",
        "new": "（新）",
        "reasons_left": "{value:+.2f} 其余较小的理由",
        "outranked": "被别的挤下去：{titles}。",
        "removed": "已删除：{counts}。",
        "held": "仍保存着的 {who} 的内容：{counts}。",
        "nothing": "无",
        "try": "接下来可以试的三条命令",
        "memory": "这份数据只在内存里，已经没有了；用 --store sqlite:///文件 就可以接着试。",
        "events": "事件",
        "readings": "理解",
        "slates": "列表",
        "interests_held": "兴趣",
    },
}


class DemoPage(show.Page):
    """Prints a story in one language, no wider than `WIDTH`."""

    def __init__(self, tongue: str) -> None:
        super().__init__(tongue)
        self.console.width = min(self.console.width, WIDTH)
        self.words = WORDS[tongue]

    def w(self, key: str, **values: object) -> str:
        """The demo's own words."""
        return self.words[key].format(**values)

    def told(self, key: str, *, style: str = "", **values: object) -> None:
        """One line of the demo's own words."""
        self.line(self.w(key, **values), style=style)

    def next(self, commands: Sequence[str]) -> None:
        """The commands to go on with, each on a line that can be copied."""
        self.console.print()
        self.told("try" if commands else "memory", style="bold")
        for command in commands:
            self.console.print(show.clean(command), soft_wrap=True)
        self.console.print()

    def step(self, step: Step, played: Played) -> None:
        """One step, all of it."""
        self._heading(step, played)
        if played.observed is not None and played.observed.aspects and step.say:
            self._row(
                self.w("read"), self.words["semicolon"].join(map(self._aspect, played.observed.aspects))
            )
        if "interests" in step.show and played.interests:
            self._interests(played.interests)
        if "ideas" in step.show and played.slate is not None:
            self._ideas(played)
        if "list" in step.show and played.slate is not None:
            self._list(played)
        if "gaps" in step.show:
            self._gaps(played)
        if played.explanation is not None:
            self._text(played.explanation.text, _INDENT)
        if played.receipt is not None:
            self._receipt(played)

    def _heading(self, step: Step, played: Played) -> None:
        took = self.words["comma"].join(self.w(f"{name}_took", ms=ms) for name, ms in played.took.items())
        self.console.print()
        self._apart(f"{played.number}. {self._happened(step, played)}", took, style="bold")
        self._text(played.note, _INDENT, style="dim")

    def _happened(self, step: Step, played: Played) -> str:
        who = played.who.title()
        verbs = VERBS[self.tongue]
        return self.w(
            played.act,
            who=who,
            text=step.say or step.recommend or "",
            verb=verbs.get(step.did or "", verbs[""]),
            title=played.acted_on or "",
            label=step.edit.interest if step.edit else "",
        )

    def _aspect(self, aspect: Aspect) -> str:
        said = self.w(aspect.polarity, about=aspect.about)
        return self.w("aside", text=said, aside=self.t(aspect.horizon))

    def _interests(self, interests: Sequence[Interest]) -> None:
        self._text(self.w("interests"), _INDENT, style="underline")
        rows = []
        for _, alike in groupby(interests, key=_likeness):
            group = list(alike)
            first = group[0]
            words = [
                first.source,
                *(["pinned"] if first.pinned else []),
                *([first.hardness] if first.hardness != "soft" else []),
            ]
            held = self.t(first.horizon), self.words["comma"].join(map(self.t, words))
            name = self.words["and"].join(interest.label for interest in group)
            sign = "+" if first.polarity > 0 else "–"
            rows.append((sign, name, _bar(first.strength), f"{first.strength:.2f}", *held))
        self._grid(_both_signs(rows), right=(3,))

    def _ideas(self, played: Played) -> None:
        assert played.slate is not None  # noqa: S101 - the caller looked
        self._text(self.w("ideas"), _INDENT, style="underline")
        rows = [
            (_cut(idea.text), " · ".join(f"{near.title} {near.similarity:.2f}" for near in idea.nearest[:2]))
            for idea in _unlike(played.slate.ideas)[:IDEAS]
        ]
        self._grid(rows)

    def _list(self, played: Played) -> None:
        assert played.slate is not None  # noqa: S101 - the caller looked
        self._text(self.w("list"), _INDENT, style="underline")
        for item in played.slate.items:
            self._item(item, played.before)
        if played.gone:
            self._text(self.w("gone"), _INDENT, style="underline")
        outranked = [f"{gone.rank}. {gone.title}" for gone in played.gone if gone.verdict == "outranked"]
        if outranked:
            self._text(self.w("outranked", titles=self.words["and"].join(outranked)), 2 * _INDENT)
        for gone in played.gone:
            if gone.verdict != "outranked":
                self._text(gone.text, 2 * _INDENT)
        self._barred(played)

    def _item(self, item: SlateItem, before: dict[str, int] | None) -> None:
        moved = self._moved(item, before)
        self._apart(f"{item.rank}. {item.title}  {moved}".rstrip(), f"{item.score:.2f}", indent=2 * _INDENT)
        self._text(self._reasons(item.reasons), 3 * _INDENT, style="dim")

    def _moved(self, item: SlateItem, before: dict[str, int] | None) -> str:
        if before is None:
            return ""
        was = before.get(item.item_id)
        if was is None:
            return self.w("new")
        return "" if was == item.rank else f"↑{was - item.rank}" if was > item.rank else f"↓{item.rank - was}"

    def _reasons(self, reasons: Iterable[Reason]) -> str:
        """Reasons of one sentence added up, the largest first, as many as fit in a line."""
        from rich.cells import cell_len

        sums: dict[str, float] = {}
        for reason in reasons:
            sums[reason.text] = sums.get(reason.text, 0.0) + reason.contribution
        told = sorted(sums.items(), key=lambda kv: -abs(kv[1]))
        most = sum(abs(value) >= LEAST for _, value in told)
        lines = [self._told(told, count) for count in range(1, most + 1)]
        room = self.console.width - 3 * _INDENT
        return next((line for line in reversed(lines) if cell_len(line) <= room), lines[0] if lines else "")

    def _told(self, told: Sequence[tuple[str, float]], count: int) -> str:
        """The first `count` reasons, and the sum of the others unless it rounds to nothing."""
        rest = sum(value for _, value in told[count:])
        parts = [f"{value:+.2f} {text}" for text, value in told[:count]]
        return " · ".join([*parts, self.w("reasons_left", value=rest)] if abs(rest) >= LEAST else parts)

    def _barred(self, played: Played) -> None:
        assert played.slate is not None  # noqa: S101 - the caller looked
        labels = {interest.interest_id: interest.label for interest in played.interests}
        for barred in played.slate.trace.get("barred", []):
            if barred["kind"] == "refused":
                label = labels.get(barred["interest_id"], "")
                self._text(self.w("rule", label=label, count=barred["rows"]), _INDENT)
            elif barred["kind"] == "seen":
                self._text(self.w("seen", count=barred["rows"]), _INDENT)

    def _gaps(self, played: Played) -> None:
        if not played.gaps:
            self._text(self.w("no_gap"), _INDENT)
            return
        self._text(self.w("gaps"), _INDENT, style="underline")
        self._grid(
            [
                (
                    gap.text,
                    self.w(
                        "best",
                        best=gap.similarity,
                        needed=gap.threshold,
                        title=gap.nearest[0].title if gap.nearest else self.w("nothing"),
                    ),
                )
                for gap in played.gaps
            ]
        )
        if played.slate is not None and played.slate.items:
            self._text(self.w("gap_list", title=played.slate.items[0].title), _INDENT)

    def _receipt(self, played: Played) -> None:
        assert played.receipt is not None  # noqa: S101 - the caller looked
        self._text(self.w("removed", counts=self._counts(played.receipt.removed)), _INDENT)
        self._text(self.w("held", who=played.who.title(), counts=self._counts(played.held or {})), _INDENT)

    def _counts(self, counts: dict[str, int]) -> str:
        told = [
            self.w(
                "count",
                count=count,
                kind=self.words.get("interests_held" if kind == "interests" else kind, kind),
            )
            for kind, count in counts.items()
            if count
        ]
        return self.words["comma"].join(told) or self.w("nothing")

    def _row(self, head: str, text: str) -> None:
        self._text(self.w("row", head=head, text=text), _INDENT)

    def _text(self, text: str, indent: int, style: str = "") -> None:
        self.line(text, indent=indent, style=style)

    def _apart(self, left: str, right: str, *, indent: int = 0, style: str = "") -> None:
        """One line with its two ends apart."""
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(expand=True, padding=(0, 1))
        table.add_column(ratio=1)
        table.add_column(justify="right", no_wrap=True)
        table.add_row(Text(show.clean(left), style=style), Text(show.clean(right), style="dim"))
        self.console.print(Padding(table, (0, 0, 0, indent)))

    def _grid(self, rows: Iterable[Sequence[str]], right: tuple[int, ...] = ()) -> None:
        """Columns without heads."""
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for row in rows:
            if not table.columns:
                for number in range(len(row)):
                    table.add_column(justify="right" if number in right else "left", overflow="fold")
            table.add_row(*(Text(show.clean(cell)) for cell in row))
        self.console.print(Padding(table, (0, 0, 0, 2 * _INDENT)))


def _likeness(interest: Interest) -> tuple[object, ...]:
    """What lets interests stand on one line: those that one deed brought are as strong as each other."""
    if interest.source != "did":
        return (interest.interest_id,)
    return interest.polarity, round(interest.strength, 2), interest.horizon, interest.pinned


def _bar(strength: float) -> str:
    full = max(1, round(strength * BAR))
    return "█" * full + "░" * (BAR - full)


def _both_signs(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The first wanted and all that are refused."""
    wanted = [row for row in rows if row[0] == "+"]
    return wanted[:INTERESTS] + [row for row in rows if row[0] != "+"]


def _cut(text: str) -> str:
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= IDEA_CELLS else set_cell_size(text, IDEA_CELLS - 1) + "…"


def _unlike(ideas: Sequence[Idea]) -> list[Idea]:
    """Ideas without those that lead to the same items."""
    seen, kept = set(), []
    for idea in ideas:
        key = tuple(near.item_id for near in idea.nearest)
        if key not in seen:
            seen.add(key)
            kept.append(idea)
    return kept
