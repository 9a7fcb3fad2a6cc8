"""`python -m penchant` is `penchant`."""

from __future__ import annotations

from penchant.cli import main

main()
