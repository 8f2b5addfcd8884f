"""What only one of the two engines can do."""

import os

import pytest

from pilothouse.shield.rules.engines import Hyperscan, engine_of

only_hyperscan = pytest.mark.skipif(
    engine_of(os.environ.get("PILOTHOUSE_SHIELD_MATCHER")) is not Hyperscan, reason="with re2 the answer is always yes"
)
