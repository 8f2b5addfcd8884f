from pilothouse.access.ratelimit.limit import Limit, Standing


class TestStanding:
    def test_is_told_under_the_standards_names_and_the_usual_ones(self) -> None:
        assert Standing(100, 7, 12.2).headers() == {
            "RateLimit-Limit": "100", "RateLimit-Remaining": "7", "RateLimit-Reset": "13",
            "X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "13",
        }  # fmt: skip


class TestLimit:
    def test_reads_as_a_person_says_it(self) -> None:
        assert [str(Limit(1000)), str(Limit(1, 3600)), str(Limit(5, 90))] == [
            "1,000 requests per minute", "1 request per hour", "5 requests per 90 seconds",
        ]  # fmt: skip
