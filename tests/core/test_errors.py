import inspect

import pytest

from pilothouse.core import errors
from pilothouse.core.errors import ErrorKind, InvalidInput, PilothouseError

READY = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, PilothouseError) and each is not PilothouseError
]


class BudgetIsSpent(PilothouseError):
    kind = ErrorKind.BUDGET_EXCEEDED


class OldName(PilothouseError):
    code = "kept_name"


class TestPilothouseError:
    def test_is_called_by_its_class_in_snake_case(self):
        assert BudgetIsSpent("no").code == "budget_is_spent"

    def test_keeps_a_code_that_is_set(self):
        assert OldName("no").code == "kept_name"

    def test_gives_each_subclass_a_code_of_its_own(self):
        class Narrower(OldName):
            pass

        assert Narrower("no").code == "narrower"

    def test_carries_words_facts_and_the_time_to_wait(self):
        error = InvalidInput("Say it again.", details={"field": "name"}, retry_after_s=2)
        assert (str(error), error.message, error.details, error.retry_after_s) == (
            "Say it again.", "Say it again.", {"field": "name"}, 2,
        )  # fmt: skip

    def test_does_not_share_its_facts_with_the_next_error(self):
        InvalidInput("one").details["field"] = "name"
        assert InvalidInput("two").details == {}

    def test_is_our_own_fault_unless_it_says_otherwise(self):
        assert PilothouseError("?").kind is ErrorKind.INTERNAL

    @pytest.mark.parametrize("error", READY, ids=lambda error: error.__name__)
    def test_a_ready_one_says_what_it_is(self, error):
        assert error.kind is not ErrorKind.INTERNAL
        assert error.__doc__

    def test_what_may_pass_by_itself_is_retryable_and_what_the_caller_must_mend_is_not(self):
        retryable = {error.kind for error in READY if error.retryable}
        assert retryable == {
            ErrorKind.RATE_LIMITED, ErrorKind.UPSTREAM_FAILED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT,
        }  # fmt: skip
