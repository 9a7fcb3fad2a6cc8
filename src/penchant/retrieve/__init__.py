"""Candidates: what of the catalogue could answer, from several sources at once."""
