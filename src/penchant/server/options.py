"""How the server is started: one value, handed to each worker through its environment."""

from __future__ import annotations

import msgspec

from penchant.domain import Value
from penchant.settings import Settings

VARIABLE = "PENCHANT_SERVE"
"""The environment variable that carries the options from the supervisor to its workers, as JSON."""


class Options(Value, frozen=True):
    """Everything that `penchant serve` decides.

    Rates are requests a second that one key, or one user, may make of one worker; twice as many at once. 0 is no limit.
    Bodies are in bytes, `depth` in levels of JSON. `wait_seconds` bounds `wait_for`. `secret` signs user tokens; without one the
    store keeps a random one, which all workers share.
    """

    store: str = "sqlite:///penchant.db"
    scenario: str | None = None
    settings: Settings | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    open: bool = False
    cors: tuple[str, ...] = ()
    secret: str = ""
    key_rate: float = 5_000.0
    user_rate: float = 100.0
    body_bytes: int = 4 * 1024 * 1024
    line_bytes: int = 256 * 1024
    depth: int = 32
    wait_seconds: float = 2.0
    shutdown_seconds: int = 10
    access_log: bool = True


def packed(options: Options) -> str:
    """The options as JSON, for the environment."""
    return msgspec.json.encode(options).decode()


def unpacked(text: str) -> Options:
    """The options that `packed` wrote."""
    return msgspec.json.decode(text, type=Options)
