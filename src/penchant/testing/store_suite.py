"""The contract of a store. Subclass `StoreSuite`, say how to make yours, and pytest runs every test on it."""

from __future__ import annotations

from penchant.testing.catalogue_suite import BlobStoreSuite, ItemStoreSuite
from penchant.testing.event_log_suite import EventLogSuite


class StoreSuite(EventLogSuite, ItemStoreSuite, BlobStoreSuite):
    """The whole contract.

    >>> class TestMyStore(StoreSuite):
    ...     def make_store(self, tmp_path):
    ...         return MyStore(tmp_path / "store")
    """
