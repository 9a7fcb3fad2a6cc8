"""`penchant doctor`: does everything work here?"""

from __future__ import annotations

import typer

from penchant.cli import config, options, show
from penchant.cli.session import STORE_EXIT, opened, print_json


def doctor(
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Check the installation and the store; exit code 1 if something does not work."""
    path = config.store_file(store)
    missing = path is not None and not path.exists()
    with opened(store, as_json=as_json, or_empty=True) as engine:
        checks = engine.doctor()
        if as_json:
            print_json(checks)
        else:
            page = show.Page(show.language(language))
            if missing:
                page.line(page.t("There is no store at {file} yet; this is an empty one.", file=path))
            page.table(
                ("Check", "State", "Detail"),
                [
                    (check.name, page.t("Working" if check.ok else "Failing"), check.detail)
                    for check in checks
                ],
            )
            if all(check.ok for check in checks):
                page.line(page.t("Everything works."))
    if not all(check.ok for check in checks):
        raise typer.Exit(STORE_EXIT)
