"""Artifacts: results that a person looks at, stored under their hash, previewed and converted for download."""
