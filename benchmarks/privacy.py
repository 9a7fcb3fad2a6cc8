"""How much of what identifies people the redaction finds, how much it takes out in vain, and why near questions share no answer.

    python benchmarks/privacy.py [--write]

Cases are those of tests/unit/privacy; ordinary sentences those of the polarity set and of the reader's own tests. All are made up.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "unit" / "privacy"))

from redaction_cases import cases, missed, redacted_in_vain  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "privacy.md"
ORDINARY = {
    "kept apart": ROOT / "benchmarks" / "polarity" / "utterances.jsonl",
    "looked at": ROOT / "tests" / "unit" / "capture" / "utterances.jsonl",
}
WISH = '{{"wishes":[{{"number":1,"is":"{side}","words":"{words}","facets":["{facet}"],"strong":true}}]}}'


def recall() -> list[str]:
    rows = [
        "| part | language | sentences | identifiers | found | recall |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for part, name in (("seen", "looked at"), ("apart", "kept apart"), ("", "all")):
        for language in ("en", "zh", ""):
            held = cases(part, language)
            marks = sum(len(case.marks) for case in held)
            found = marks - sum(len(missed(case)) for case in held)
            rows.append(
                f"| {name} | {language or 'both'} | {len(held)} | {marks} | {found} | {found / marks:.3f} |"
            )
    kinds, gone = Counter(), Counter()
    for case in cases():
        kinds.update(kind for _, _, kind in case.marks)
        for words in missed(case):
            gone[next(kind for start, end, kind in case.marks if case.text[start:end] == words)] += 1
    told = ", ".join(f"{kind} {count - gone[kind]}/{count}" for kind, count in sorted(kinds.items()))
    return [*rows, "", f"By kind, found of all: {told}."]


def in_vain() -> list[str]:
    rows = [
        "| ordinary sentences | language | sentences | changed | share |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, path in ORDINARY.items():
        held = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for language in ("en", "zh"):
            texts = [row["text"] for row in held if row["language"] == language]
            changed = redacted_in_vain(texts)
            rows.append(
                f"| {name} | {language} | {len(texts)} | {len(changed)} | {len(changed) / len(texts):.3f} |"
            )
    return rows


def speed() -> str:
    from penchant.privacy.redact import redact

    texts = [case.text for case in cases()]
    start = time.process_time()
    for text in texts:
        redact(text)
    return f"{1000 * (time.process_time() - start) / len(texts):.2f} ms of one core a sentence."


def nearness() -> list[str]:
    """Cosines of questions that mean the same, and of those that mean the opposite."""
    from penchant.encode.use import UseEncoder

    encoder = UseEncoder()
    pairs = [("slow films about space", "space films that are slow", "Science Fiction")]
    pairs += [("funny romantic stories", "romantic stories that are funny", "Comedy")]
    pairs += [
        ("安静的海边故事", "海边的安静故事", "剧情"),
        ("scary old houses", "old houses that are scary", "Horror"),
    ]
    same, opposite = [], []
    for first, second, facet in pairs:
        asked = [
            WISH.format(side="wanted", words=first, facet=facet),
            WISH.format(side="wanted", words=second, facet=facet),
            WISH.format(side="refused", words=first, facet=facet),
        ]
        a, b, c = encoder.encode(asked)
        same.append(float(a @ b))
        opposite.append(float(a @ c))
    told = (
        f"Cosine of two questions for ideas that mean the same: {min(same):.3f} to {max(same):.3f}; of a wish and its refusal in "
        f"the same words: {min(opposite):.3f} to {max(opposite):.3f}. No threshold lies between."
    )
    return [told]


def main() -> None:
    made = (
        "Made by `python benchmarks/privacy.py --write`. `kept apart`: written before the rules and not tuned on; at the first "
        "look, before further sets of Chinese sentences were written and learned from, .957 of its identifiers were found. All "
        "sentences are made up by those who wrote the rules: other people's will be found less well. Of the last sets that were "
        "looked at, written to be hard and mostly names, .76, .41, .57 and .35 were found before they were learned from."
    )
    parts = [
        "# Redaction",
        made,
        "\n".join(recall()),
        "## In vain",
        "\n".join(in_vain()),
        "Most of these are names of public people that a catalogue would know. " + speed(),
        "## Nearness",
        "\n".join(nearness()),
    ]
    text = "\n\n".join(parts) + "\n"
    print(text)
    if "--write" in sys.argv:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
