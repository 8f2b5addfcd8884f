"""Bytes and short-lived values: blobs under their hash, and the cache."""
