"""What is said before a server starts."""

from __future__ import annotations

import socket

import pytest

from penchant.errors import InvalidSetting
from penchant.server import run
from penchant.server.options import Options


def test_a_taken_port_is_said_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InvalidSetting, match=str(port)) as told:
            run.check(Options(port=port))
        assert "--port" in told.value.hint
    run.check(Options(port=port))
