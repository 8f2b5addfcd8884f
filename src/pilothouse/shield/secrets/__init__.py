"""What makes a text a secret: forms that makers gave their keys, checksums, chance, and what only looks like one.

`formats.toml` is the table of forms; `likeness.py` judges a value that has none by how it is named and how it looks.
The detectors are in `detectors/secret_*.py`.
"""
