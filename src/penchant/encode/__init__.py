"""Encoders: texts to unit vectors, one file a technology.

Each keeps the contract of `penchant.testing.encoder_suite`.
"""
