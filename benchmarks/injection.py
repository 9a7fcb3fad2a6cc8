"""Counts of the injection suite: how many orders reached the model, for what, and what they changed for bystanders.

    python benchmarks/injection.py [--write]

The model is scripted and obeys every order; it stands for the worst that a real one could do.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "acceptance")]

from injection_cases import ORDERS, PLACES, attacks, obeying  # noqa: E402
from test_injection import BYSTANDERS, check_shown, opened, provoke, seen_of, strike  # noqa: E402

from penchant.testing.scripted import ScriptedModel  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "injection.md"


def row(place: str, language: str) -> tuple[int, Counter[str], int]:
    """Attacks; calls with an order in their data, by purpose; looks of a bystander that differ from those without a model."""
    model, changed = ScriptedModel(obeying), 0
    with opened(model) as engine, opened(None) as control:
        for attack in attacks(place, language):
            strike(engine, attack)
            strike(control, attack)
            check_shown(engine, attack, provoke(engine, attack))
            provoke(control, attack)
            changed += sum(seen_of(engine, who) != seen_of(control, who) for who in BYSTANDERS)
    return (
        len(attacks(place, language)),
        Counter(p.purpose for p in model.asked if "obey" in p.data.lower()),
        changed,
    )


def main() -> None:
    lines = [
        "| hidden in | language | attacks | calls that held an order | looks of bystanders that differ |"
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for place in PLACES:
        for language in sorted(ORDERS):
            count, reached, changed = row(place, language)
            told = ", ".join(f"{purpose} {n}" for purpose, n in sorted(reached.items())) or "none"
            lines.append(
                f"| {place} | {language} | {count} | {told} | {changed} of {count * len(BYSTANDERS)} |"
            )
    made = (
        "Made by `python benchmarks/injection.py --write`; `tests/acceptance/test_injection.py` holds it. The model is scripted "
        "and obeys every order."
    )
    text = "\n\n".join(["# Orders hidden in texts", made, "\n".join(lines)])
    print(text)
    if "--write" in sys.argv:
        RESULT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
