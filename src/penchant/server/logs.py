"""One line of JSON for each request and each failure, without personal data: routes by their template, no ids, no texts."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from typing import Any

import msgspec

NAME = "penchant.server"
_encode = msgspec.json.Encoder().encode


def set_up(*, access: bool) -> None:
    """Lines go to standard error as they are."""
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.INFO if access else logging.WARNING)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)


def access(**fields: Any) -> None:
    """A request that was answered."""
    logger = logging.getLogger(NAME)
    if logger.isEnabledFor(logging.INFO):
        logger.info(_line("request", fields))


def failure(error: BaseException, request: str) -> None:
    """An error nobody foresaw: its kind and where it arose. Its message is left out, since it may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rsplit('/penchant/', 1)[-1]}:{frame.lineno}:{frame.name}" for frame in frames]
    fields = {"request": request, "kind": type(error).__name__, "at": places}
    logging.getLogger(NAME).error(_line("failure", fields))


def note(event: str, **fields: Any) -> None:
    """Something that happened to the server itself."""
    logging.getLogger(NAME).warning(_line(event, fields))


def _line(event: str, fields: dict[str, Any]) -> str:
    return _encode({"at": round(time.time(), 3), "event": event, **fields}).decode()
