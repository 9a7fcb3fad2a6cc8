"""Vector indexes: nearest rows by inner product, one file a technology; `exact` is the oracle of the others.

Each keeps the contract of `penchant.testing.index_suite`. An index does not centre: the caller gives it
centred unit vectors.
"""
