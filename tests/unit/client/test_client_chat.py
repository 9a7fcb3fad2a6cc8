"""The client's turn: the engine's reply, over the wire."""

from __future__ import annotations

import asyncio

import pytest

from penchant.client import AsyncClient, Client, Retries
from penchant.domain import InterestEdit
from penchant.errors import UnknownInterest


@pytest.fixture
def client(api):
    with Client(str(api.base_url), retries=Retries(most=0)) as made:
        yield made


def test_a_conversation(client):
    first = client.chat("k1", "I want a film", n=2)
    assert first.question is not None
    second = client.chat("k1", choice=first.question.choices[0].edit, n=2)
    assert [i.label for i in second.steered] == [first.question.choices[0].label]
    third = client.chat("k1", "only before 1980", language="zh")
    assert third.text.startswith("记下了：")
    assert len(client.events_of("k1").events) == 3


def test_errors_are_the_engines(client):
    with pytest.raises(UnknownInterest):
        client.chat("k2", choice=InterestEdit(action="drop", interest_id="nope"))


def test_awaited(api):
    async def talk():
        async with AsyncClient(str(api.base_url)) as client:
            return await client.chat("k3", "I love horror", n=2)

    assert asyncio.run(talk()).slate.items
