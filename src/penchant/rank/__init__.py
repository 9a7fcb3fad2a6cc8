"""Candidates to a slate: one sum of addends, constraints outside it, and a reason for each addend."""
