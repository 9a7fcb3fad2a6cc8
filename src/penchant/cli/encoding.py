"""`penchant encoder`: which encoder serves, and another in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, progress, show
from penchant.cli.session import opened, print_json
from penchant.errors import InvalidSetting

if TYPE_CHECKING:
    from penchant import Engine
    from penchant.reencoding.reencoder import Encoding, Reencoder

app = typer.Typer(
    no_args_is_help=True, help="Which encoder turns texts to vectors, and another in its place."
)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="use, hashing, onnx:FOLDER, onnx:OWNER/MODEL or http:MODEL.")
]


@app.command("show")
def show_encoder(
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Say which encoder serves, and how far another is that is to come."""
    with opened(store, as_json=as_json) as engine:
        _answer(_reencoder(engine).status(), as_json=as_json, language=language)


@app.command()
def use(
    name: Name,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Encode everything by another encoder, while the one before still serves, and then have it serve.

    Stopped half-way, it goes on from there: with the same command, or in a server on the same store.
    """
    with opened(store, as_json=as_json) as engine:
        named = engine.settings.encoder
        if named not in {"", name}:
            raise InvalidSetting(
                f"penchant.toml names the encoder {named!r}, and would have it back at the next start",
                hint="change it there, or take the line out.",
            )
        page = show.Page(show.language(language))
        with progress.steps(quiet=as_json) as told:
            found = _reencoder(engine).use(
                name, lambda done, total: told(page.t("Items encoded"), done, total)
            )
        _answer(found, as_json=as_json, language=language)


def _reencoder(engine: Engine) -> Reencoder:
    assert engine.reencoder is not None  # noqa: S101 - whatever `Engine.open` opens has one
    return engine.reencoder


def _answer(found: Encoding, *, as_json: bool, language: options.Tongue | None) -> None:
    if as_json:
        print_json(found)
        return
    page = show.Page(show.language(language))
    page.line(
        page.t(
            "The encoder {encoder} serves: {name}, {dim} dimensions.",
            encoder=found.encoder,
            name=found.name,
            dim=found.dim,
        )
    )
    if found.to:
        page.line(
            page.t(
                "The encoder {encoder} is to come: {done} of {total} items are encoded.",
                encoder=found.to,
                done=f"{found.done:,}",
                total=f"{found.total:,}" if found.total else "?",
            )
        )
    if found.stale:
        page.line(page.t("{count} items have no vector by it yet.", count=f"{found.stale:,}"))
    if found.error:
        page.line(page.t("It does not go on: {error}", error=found.error))
