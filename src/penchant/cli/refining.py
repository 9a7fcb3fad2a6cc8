"""`penchant refine`: read anew, with a language model, what was said and not read so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.cli.show import when
from penchant.errors import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant import Engine
    from penchant.capture.licence import Licence
    from penchant.refining import Letter, Refiner, Status

_OUTCOMES = {
    "refined": "Read otherwise than at once",
    "agreed": "Read as at once",
    "gate": "Clear enough: no call",
    "untrusted": "Not trusted to the model",
    "refused": "Refused: no consent, or no budget",
    "erased": "Erased meanwhile",
    "failed": "Failed tries",
    "dead": "Given up",
}
_LANGUAGES = {"en": "English", "zh": "Chinese"}


def refine(
    past: Annotated[
        bool, typer.Option("--all", help="From the first event on, not only what is new.")
    ] = False,
    look: Annotated[bool, typer.Option("--show", help="Only say how far reading has come.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="Only list the texts that were given up.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Try given up texts once more, too.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Read anew, with the configured language model, what was said and not read so far, and end.

    A server with a model does this by itself. Only what may have been misread is asked about, and only where the model has shown
    that it reads better than the rules; the first time it is tried on lines with known answers.
    """
    with opened(store, as_json=as_json) as engine:
        refiner, page = _refiner(engine), show.Page(show.language(language))
        if dead:
            _tell_dead(refiner.dead(), page, as_json=as_json)
            return
        if again:
            refiner.revive()
        status = refiner.status() if look else refiner.drain(past=past)
        if as_json:
            print_json(status)
        else:
            _tell(status, page)


def _refiner(engine: Engine) -> Refiner:
    if engine.refiner is None:
        raise InvalidSetting(
            "no language model is configured that may read",
            hint="name one in penchant.toml under [language_model], see docs/howto/models.md.",
        )
    return engine.refiner


def _tell(status: Status, page: show.Page) -> None:
    page.line(page.t("Reader: {reader}", reader=status.reader))
    if status.licence:
        _tell_trials(status.licence, page)
    if status.counts:
        page.table(
            [page.t("Texts"), page.t("Count")],
            [[page.t(_OUTCOMES.get(name, name)), f"{count:,}"] for name, count in status.counts.items()],
        )
    waiting = {"behind": f"{status.behind:,}", "waiting": f"{status.waiting:,}", "dead": f"{status.dead:,}"}
    page.line(page.t("Still to read: {behind}; to be tried again: {waiting}; given up: {dead}.", **waiting))


def _tell_trials(licence: Licence, page: show.Page) -> None:
    page.table(
        [
            page.t("Language"),
            page.t("Better"),
            page.t("Worse"),
            page.t("Right"),
            page.t("By rules"),
            page.t("Trusted"),
        ],
        [
            [
                page.t(_LANGUAGES[language]),
                trial.wins,
                trial.losses,
                f"{trial.right}/{trial.labels}",
                f"{trial.rules_right}/{trial.labels}",
                page.t("yes") if trial.is_passed else page.t("no"),
            ]
            for language, trial in licence.trials.items()
        ],
    )


def _tell_dead(letters: Sequence[Letter], page: show.Page, *, as_json: bool) -> None:
    if as_json:
        print_json(letters)
    elif not letters:
        page.line(page.t("No text was given up."))
    else:
        page.table(
            [
                page.t("Event"),
                page.t("User"),
                page.t("Tries"),
                page.t("Last tried"),
                page.t("What went wrong"),
            ],
            [[one.event_id, one.user_id, one.tries, when(one.due), one.error] for one in letters],
        )
