"""What the ledger keeps: pages of what was spent and is held, and what is still to be written on one."""

from __future__ import annotations

import msgspec

from penchant.domain import Value
from penchant.spending.tally import Tally, together


class Held(Value, frozen=True):
    """Tokens and money that calls on their way may cost."""

    tokens: int = 0
    money: float = 0.0

    def plus(self, tokens: int, money: float) -> Held:
        """With so much more, or less; never below nothing."""
        return Held(tokens=max(0, self.tokens + tokens), money=max(0.0, self.money + money))


class Page(Value, frozen=True):
    """What one process spent on one day, in all or for one person."""

    held: Held = Held()
    purposes: dict[str, Tally] = msgspec.field(default_factory=dict)
    tenants: dict[str, Held] = msgspec.field(default_factory=dict)

    @property
    def spent(self) -> Held:
        """What is spent or held."""
        total = together(self.purposes.values())
        return self.held.plus(total.tokens, total.money)

    def with_tally(self, purpose: str, tally: Tally) -> Page:
        """With one more count for a purpose."""
        counted = {**self.purposes, purpose: self.purposes.get(purpose, Tally()).plus(tally)}
        return msgspec.structs.replace(self, purposes=counted)

    def with_held(self, tenant: str, tokens: int, money: float) -> Page:
        """With so much more held, or less. A tenant's share is held and spent in one number."""
        tenants = {**self.tenants, tenant: self.tenants.get(tenant, Held()).plus(tokens, money)}
        return msgspec.structs.replace(
            self, held=self.held.plus(tokens, money), tenants=tenants if tenant else self.tenants
        )


class Entry(Value, frozen=True):
    """A call that was let through: for whom, on which day, and what it may cost."""

    day: str
    purpose: str
    user_id: str
    tenant: str
    tokens: int
    money: float


class Owed(Value, frozen=True):
    """What is still to be written on a person's page: more held, or less, and tallies by purpose."""

    user_id: str
    tokens: int = 0
    money: float = 0.0
    purposes: dict[str, Tally] = msgspec.field(default_factory=dict)

    def plus(self, sign: int, entry: Entry, tally: Tally | None) -> Owed:
        """With an entry held (`sign` 1), or let go and settled by a tally."""
        purposes = self.purposes
        if tally is not None:
            purposes = {**purposes, entry.purpose: purposes.get(entry.purpose, Tally()).plus(tally)}
        return Owed(
            user_id=self.user_id,
            tokens=self.tokens + sign * entry.tokens,
            money=self.money + sign * entry.money,
            purposes=purposes,
        )

    def written_on(self, page: Page) -> Page:
        """The page with it."""
        page = page.with_held("", self.tokens, self.money)
        for purpose, tally in self.purposes.items():
            page = page.with_tally(purpose, tally)
        return page


def settled(page: Page, entry: Entry, tally: Tally) -> Page:
    """Without what was held for an entry; the tenant's number then holds what was spent."""
    page = page.with_held(entry.tenant, -entry.tokens, -entry.money)
    if not entry.tenant:
        return page
    spent = page.tenants.get(entry.tenant, Held()).plus(tally.tokens, tally.money)
    return msgspec.structs.replace(page, tenants={**page.tenants, entry.tenant: spent})
