"""Personal data that can be told by structure, checksum or the words around it. No guessing at names of people.

The detectors are in `detectors/pii_*.py`; here is what they check with.
"""
