"""Penchant over HTTP, with the verbs and types of `Engine`: `Client`, and `AsyncClient` for asyncio.

Client, AsyncClient     what a program holds: one sends and waits, the other awaits
verbs                   what each verb asks and makes of the answers; sends nothing itself
wire                    requests, answers, problems as errors, what is tried again and when
live                    the stream: bytes to events
"""

from penchant.client.faces import AsyncClient, Client
from penchant.client.live import StreamEvent
from penchant.client.verbs import EventPage, ItemPage, UserPage, UserToken
from penchant.client.wire import (
    EventNotSeen,
    NotAllowed,
    Retries,
    ServiceError,
    TooManyRequests,
    Unreachable,
)

__all__ = [
    "AsyncClient",
    "Client",
    "EventNotSeen",
    "EventPage",
    "ItemPage",
    "NotAllowed",
    "Retries",
    "ServiceError",
    "StreamEvent",
    "TooManyRequests",
    "Unreachable",
    "UserPage",
    "UserToken",
]
