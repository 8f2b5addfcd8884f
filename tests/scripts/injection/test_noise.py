import random

from scripts.injection.noise import noisy

TEXT = "The museum opens at nine, and on Sundays the garden is free for everyone who lives in the town."


class TestNoise:
    def test_prints_a_text_in_many_ways_and_never_as_it_was(self) -> None:
        printed = {noisy(TEXT, random.Random(seed)) for seed in range(100)}
        assert len(printed) > 90
        assert TEXT not in printed

    def test_is_the_same_for_a_seed_and_never_long(self) -> None:
        assert noisy(TEXT * 90, random.Random(5)) == noisy(TEXT * 90, random.Random(5))
        assert all(0 < len(noisy(TEXT * 90, random.Random(seed))) <= 1800 for seed in range(60))

    def test_makes_something_of_nothing(self) -> None:
        assert all(noisy("", random.Random(seed)) for seed in range(60))
