"""`penchant keys`: who may call the server."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.cli.times import iso
from penchant.domain import to_plain
from penchant.server import keys

app = typer.Typer(no_args_is_help=True, help="Who may call the server.")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What will use it.")],
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            metavar="SCOPES",
            help="What it may do: ingest, read, admin, tokens; with commas between.",
        ),
    ] = "ingest,read",
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Make a key and print it, this once; only its hash is kept."""
    scopes = [part.strip() for part in scope.split(",") if part.strip()]
    with opened(store, as_json=as_json, create=True) as engine:
        key, text = keys.add(engine.blobs, name, scopes, time.time_ns() // 1_000_000)
        if as_json:
            print_json({**_told(key), "key": text})
            return
        page = show.Page(show.language(language))
        page.line(
            page.t("Key {name}, for {scopes}. It is shown this once:", name=name, scopes=", ".join(scopes))
        )
        page.line(text)


@app.command("list")
def list_(
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show all keys, without what opens anything."""
    with opened(store, as_json=as_json, or_empty=True) as engine:
        held = keys.listed(engine.blobs)
        if as_json:
            print_json([_told(key) for key in held])
            return
        page = show.Page(show.language(language))
        page.table(("Key", "Name", "Scopes", "Made", "Revoked"), [_row(key) for key in held])


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The key's name, or its id.")],
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Let a key open nothing any more; running servers refuse it within a second."""
    with opened(store, as_json=as_json) as engine:
        key = keys.revoke(engine.blobs, name, time.time_ns() // 1_000_000)
        if as_json:
            print_json(_told(key))
            return
        page = show.Page(show.language(language))
        page.line(page.t("Key {name} opens nothing any more.", name=key.name))


def _told(key: keys.Key) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(key)
    return {name: value for name, value in plain.items() if name != "digest"}


def _row(key: keys.Key) -> tuple[str, str, str, str, str]:
    revoked = iso(key.revoked_at) if key.revoked_at else ""
    return key.key_id, key.name, ", ".join(key.scopes), iso(key.created_at), revoked
