"""What language models cost, and what keeps it small: a ledger with budgets, and a cache of answers."""
