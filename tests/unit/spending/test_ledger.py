"""What was spent, by whom and when; and budgets that are never broken by more than a call."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.errors import CallRefused
from penchant.ports import Prompt
from penchant.settings import LanguageModelSettings
from penchant.spending import ledger as ledgers
from penchant.spending.ledger import DAYS, OF_USER, Ledger
from penchant.spending.tally import Tally, cost, tokens_in
from penchant.stores.memory import MemoryStore
from penchant.stores.sqlite import SqliteStore

DAY_MS = 86_400_000
NOON = 1_760_000_000_000 // DAY_MS * DAY_MS + DAY_MS // 2
NO_BOUND = LanguageModelSettings(user_tokens_a_day=0, tokens_a_day=0)


def prompt(user_id: str = "ann", purpose: str = "reading", tenant: str = "") -> Prompt:
    return Prompt(purpose=purpose, instructions="", data="", user_id=user_id, tenant=tenant)


def spend(ledger: Ledger, tokens: int = 10, *, held: int = 100, money: float = 0.0, **of) -> None:
    entry = ledger.reserve(prompt(**of), held, money)
    ledger.settle(entry, Tally(input_tokens=tokens, money=money, outcomes={"answered": 1}))


def bounded(**more) -> LanguageModelSettings:
    return msgspec.structs.replace(NO_BOUND, **more)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    held = (
        MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "store.db", durability="off")
    )
    yield held
    held.close()


def test_it_counts_by_day_purpose_and_person(store):
    now = [NOON]
    ledger = Ledger(store, NO_BOUND, lambda: now[0])
    spend(ledger, 10)
    spend(ledger, 5, purpose="ideas")
    now[0] += DAY_MS
    spend(ledger, 7, user_id="bob")
    assert {key: tally.tokens for key, tally in ledger.days(1).items()} == {("2025-10-10", "reading"): 7}
    assert {key: tally.tokens for key, tally in ledger.days(2).items()} == {
        ("2025-10-09", "ideas"): 5,
        ("2025-10-09", "reading"): 10,
        ("2025-10-10", "reading"): 7,
    }
    assert sum(tally.tokens for tally in ledger.of_user("ann").values()) == 15


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (bounded(tokens_a_day=250), "tokens_a_day"),
        (bounded(user_tokens_a_day=250), "user_tokens_a_day"),
        (bounded(tenant_tokens_a_day=250), "tenant_tokens_a_day"),
        (bounded(money_a_day=2.5), "money_a_day"),
    ],
)
def test_a_call_that_could_break_a_budget_is_refused_before_it_is_made(store, settings, name):
    now = [NOON]
    ledger = Ledger(store, settings, lambda: now[0])
    for _ in range(2):
        spend(ledger, 100, money=1.0, tenant="shop")
    with pytest.raises(CallRefused, match=name):
        ledger.reserve(prompt(tenant="shop"), 100, 1.0)
    entry = ledger.reserve(
        prompt(tenant="shop"), 50, 0.5
    )  # a smaller one still fits, and the refused one holds nothing
    ledger.settle(entry, Tally(input_tokens=50, money=0.5))
    now[0] += DAY_MS
    spend(ledger, 100, money=1.0, tenant="shop")


def test_budgets_are_of_one_person_and_of_one_tenant(store):
    ledger = Ledger(store, bounded(user_tokens_a_day=100, tenant_tokens_a_day=150))
    spend(ledger, 90, user_id="ann", tenant="a")
    spend(ledger, 90, user_id="bob", tenant="b")
    with pytest.raises(CallRefused):
        ledger.reserve(prompt("ann"), 20, 0)
    with pytest.raises(CallRefused):
        ledger.reserve(prompt("cem", tenant="b"), 100, 0)


def test_what_is_held_counts_until_it_is_settled(store):
    ledger = Ledger(store, bounded(tokens_a_day=150))
    entry = ledger.reserve(prompt(), 100, 0)
    with pytest.raises(CallRefused):
        ledger.reserve(prompt("bob"), 100, 0)
    ledger.settle(entry, Tally(input_tokens=1))
    ledger.reserve(prompt("bob"), 100, 0)


def test_many_threads_of_two_workers_never_overspend(tmp_path):
    stores = [SqliteStore(tmp_path / "store.db", durability="off") for _ in range(2)]
    ledgers = [Ledger(store, bounded(tokens_a_day=1_000)) for store in stores]
    made: list[int] = []

    def work(ledger):
        for _ in range(15):
            try:
                spend(ledger, 100, held=100)
            except CallRefused:
                continue
            made.append(100)

    threads = [threading.Thread(target=work, args=(ledger,)) for ledger in ledgers for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 800 <= sum(made) <= 1_000
    assert sum(tally.tokens for tally in ledgers[0].days(1).values()) == sum(made)
    for store in stores:
        store.close()


def test_a_persons_costs_go_with_them_and_the_days_stay(store):
    ledger = Ledger(store, NO_BOUND)
    spend(ledger, user_id="ann")
    spend(ledger, user_id="bob")
    store.forget("ann")
    assert ledger.of_user("ann") == {}
    assert ledger.of_user("bob") != {}
    assert sum(tally.tokens for tally in ledger.days(1).values()) == 20
    assert not any(
        b"ann" in data or "ann" in key for kind in (DAYS, OF_USER) for key, data in store.blobs(kind)
    )


def test_a_call_under_way_does_not_bring_a_forgotten_person_back(store):
    ledger = Ledger(store, NO_BOUND)
    entry, other = ledger.reserve(prompt("ann"), 10, 0), ledger.reserve(prompt("bob"), 10, 0)
    store.forget("ann")
    ledger.settle(entry, Tally(input_tokens=5))
    ledger.settle(other, Tally(input_tokens=5))
    assert list(store.blobs(OF_USER, user_id="ann")) == []
    assert sum(tally.tokens for tally in ledger.of_user("bob").values()) == 5


def test_a_call_over_midnight_is_of_the_day_it_began(store):
    now = [NOON]
    ledger = Ledger(store, bounded(tokens_a_day=100), lambda: now[0])
    entry = ledger.reserve(prompt(), 60, 0)
    now[0] += DAY_MS
    spend(ledger, 50, held=60)
    ledger.settle(entry, Tally(input_tokens=40))
    assert [tally.tokens for tally in ledger.days(2).values()] == [40, 50]
    assert [budget.used for budget in ledger.budgets()] == [50]


def test_savings_are_written_with_the_next_flush(store):
    ledger = Ledger(store, NO_BOUND)
    ledger.count("reading", Tally(saved={"gate": 2}))
    ledger.count("reading", Tally(saved={"gate": 1}))
    assert list(store.blobs(DAYS)) == []
    ledger.flush()
    assert next(iter(Ledger(store, NO_BOUND).days(1).values())).saved == {"gate": 3}


TALLIES = st.builds(
    Tally,
    input_tokens=st.integers(0, 99),
    output_tokens=st.integers(0, 99),
    outcomes=st.dictionaries(st.sampled_from(["answered", "invalid", "cached", "budget"]), st.integers(1, 9)),
    saved=st.dictionaries(st.sampled_from(["gate", "signature"]), st.integers(1, 9)),
)


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_are_sums(a, b, c):
    assert a.plus(b).plus(c) == a.plus(b.plus(c))
    assert a.plus(b) == b.plus(a)
    shown = cost(a.plus(b))
    assert shown.ratio is None or 0 <= shown.ratio <= 1
    assert shown.calls == sum(a.plus(b).outcomes.get(name, 0) for name in ("answered", "invalid"))


def test_tokens_are_rather_too_many_than_too_few():
    assert tokens_in("") == 0
    assert tokens_in("I love slow films") == 6
    assert tokens_in("我喜欢电影") == 5


def test_far_from_a_budget_pages_are_written_a_moment_later(store, monkeypatch):
    monkeypatch.setattr(ledgers, "BEHIND_SECONDS", 0.05)
    own = Ledger(store, bounded(tokens_a_day=1_000_000, user_tokens_a_day=100_000))
    other = Ledger(store, NO_BOUND)
    for _ in range(5):
        spend(own, 10)
    assert other.days(1) == {}
    deadline = time.monotonic() + 5
    while not (other.days(1) and other.of_user("ann")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert [tally.tokens for tally in other.days(1).values()] == [50]
    assert sum(tally.tokens for tally in other.of_user("ann").values()) == 50


def test_few_writes_stand_in_the_way_of_events(tmp_path):
    with closing(SqliteStore(tmp_path / "store.db", durability="off")) as held:
        ledger = Ledger(held, bounded(tokens_a_day=1_000_000, user_tokens_a_day=100_000))
        before = held._writer.commits
        for _ in range(20):
            spend(ledger, 10)
        ledger.flush()
        assert held._writer.commits - before <= 4


def test_what_is_unwritten_counts_against_a_persons_budget_and_goes_with_them(store):
    ledger = Ledger(store, bounded(user_tokens_a_day=10_000))
    for _ in range(4):
        spend(ledger, 1_000, held=1_000)
    with pytest.raises(CallRefused, match="user_tokens_a_day"):
        ledger.reserve(prompt(), 6_001, 0)
    spend(ledger, 10, user_id="bob")
    spend(ledger, 10, user_id="bob")
    store.forget("bob")
    ledger.flush()
    assert list(store.blobs(OF_USER, user_id="bob")) == []
    assert sum(tally.tokens for tally in ledger.of_user("ann").values()) == 4_000


def test_a_call_that_nobody_waits_for_weighs_on_no_budget(store):
    ledger = Ledger(store, bounded(tokens_a_day=1_000, user_tokens_a_day=1_000))
    entry = ledger.reserve(prompt(), 900, 0)
    ledger.release()
    other = Ledger(store, bounded(tokens_a_day=1_000, user_tokens_a_day=1_000))
    assert [budget.used for budget in other.budgets()] == [0]
    other.reserve(prompt(), 900, 0)
    ledger.settle(entry, Tally(input_tokens=50, outcomes={"answered": 1}))
    ledger.flush()
    assert sum(tally.tokens for tally in ledger.days(1).values()) == 50
    assert sum(tally.tokens for tally in ledger.of_user("ann").values()) == 50
