"""Does the API keep what its OpenAPI document promises? Schemathesis asks it thousands of odd questions.

`python -m scripts.contract` starts an installation of its own and judges it as everybody; the suite does a little of it
(`tests/contract/test_document.py`).
"""
