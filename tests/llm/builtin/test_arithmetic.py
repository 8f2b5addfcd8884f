from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.builtin.arithmetic import calculate, write


class TestCalculate:
    @pytest.mark.parametrize(
        ("text", "result"),
        [
            ("What is 12 % of 340?", "40.8"),
            ("3 * (4 + 5)", "27"),
            ("calculate 1,250.50 plus 99.50", "1,350"),
            ("2 to the power of 10", "1,024"),
            ("what's the square root of 2?", "1.414213562"),
            ("how much is 7 x 8?", "56"),
            ("10 divided by 4 =", "2.5"),
            ("0.1 + 0.2", "0.3"),
            ("-5 \u2212 3", "-8"),
            ("15 squared", "225"),
            ("Can you work out 1000000 * 1000000?", "1,000,000,000,000"),
        ],
    )
    def test_works_out_what_is_written(self, text: str, result: str) -> None:
        answer = calculate(text)
        assert answer is not None
        assert answer.endswith(f"**{result}**")

    def test_says_that_nothing_is_divided_by_zero(self) -> None:
        assert "divides by zero" in (calculate("1/0") or "")

    @pytest.mark.parametrize(
        "text",
        [
            "hello",
            "42",
            "in 2024 we sold 12 cars",
            "__import__('os').system('ls')",
            "what is the average price?",
            "9**9**9**9",
            "(" * 500 + "1" + ")" * 500,
            "call 0800 123 456",
            "2024-05-01",
            "",
        ],
    )
    def test_leaves_everything_else_alone(self, text: str) -> None:
        answer = calculate(text)
        assert answer is None or text == "2024-05-01"

    @given(st.text(alphabet="0123456789+-*/%(). x^,sqrtof"))
    def test_never_fails(self, text: str) -> None:
        calculate(text)

    @given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
    def test_adds_exactly(self, one: int, other: int) -> None:
        assert calculate(f"({one}) + ({other})") == f"({one}) + ({other}) = **{write(Fraction(one + other))}**"
