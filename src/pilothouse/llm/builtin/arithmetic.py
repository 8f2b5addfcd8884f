"""Sums that somebody writes into a message, worked out exactly: "12 % of 340", "3 * (4 + 5)", "the square root of 2".

Only numbers, signs and a few functions are read; nothing is ever evaluated as code.
"""

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

_BINARY: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
_MAX_CHARS = 200
_MAX_EXPONENT = 512
_MAX_DIGITS = 400
_WORDS = (
    (re.compile(r"(?<=\d)[,\u202f\u00a0](?=\d{3}(?:\D|$))"), ""),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+", re.IGNORECASE), r"(\1/100)*"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)(?!\s*[\d(])", re.IGNORECASE), r"(\1/100)"),
    (re.compile(r"\b(?:the )?square root of\s+(\d+(?:\.\d+)?|\([^()]*\))", re.IGNORECASE), r"sqrt(\1)"),
    (re.compile(r"\bplus\b", re.IGNORECASE), "+"),
    (re.compile(r"\bminus\b", re.IGNORECASE), "-"),
    (re.compile(r"\b(?:multiplied by|times)\b|(?<=\d)\s*[x\u00d7\u00b7]\s*(?=\d)", re.IGNORECASE), "*"),
    (re.compile(r"\b(?:divided by|over)\b|\u00f7", re.IGNORECASE), "/"),
    (re.compile(r"\bto the power of\b|\^", re.IGNORECASE), "**"),
    (re.compile(r"\bsquared\b", re.IGNORECASE), "**2"),
    (re.compile("\u2212"), "-"),
)
_PREFACE = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:what(?:'s| is| are)|how much (?:is|are)|calculate|compute|work out|"
    r"evaluate|tell me|solve)?\s*(?:the result of\s+)?",
    re.IGNORECASE,
)
_IS_SUM = re.compile(r"\d[\s)]*[-+*/%][-+*/(\s]*(?:\d|sqrt)|sqrt\(")
_SUM = re.compile(r"[\d\s.()+\-*/%]+|sqrt(?=\()")


def calculate(text: str) -> str | None:
    """Return the sum in a message with its result, such as "12 % of 340 = 40.8"; None when it holds no sum."""
    asked = _PREFACE.sub("", text.strip(), count=1).strip().rstrip("?=!. ").strip()
    written = asked
    for pattern, sign in _WORDS:
        written = pattern.sub(sign, written)
    is_sum = bool(written) and len(written) <= _MAX_CHARS and not _SUM.sub("", written).strip()
    if not is_sum or not _IS_SUM.search(written):
        return None
    try:
        result = _value(ast.parse(written.strip(), mode="eval").body)
    except ZeroDivisionError:
        return f"{asked} has no result: it divides by zero."
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return None
    return f"{asked} = **{write(result)}**"


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            return _bounded(_BINARY[type(sign)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
            return _power(_value(argument), Fraction(1, 2))
        case _:
            raise ValueError("no sum")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        return Fraction(float(base) ** float(exponent)) if base >= 0 else _fail()
    if abs(exponent) > _MAX_EXPONENT:
        return _fail()
    return _bounded(base ** int(exponent))


def _fail() -> Fraction:
    raise ValueError("too large, or not a real number")


def _bounded(number: Fraction) -> Fraction:
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > _MAX_DIGITS * 4:
        return _fail()
    return number


def write(number: Fraction) -> str:
    """Write a number: thousands apart, whole when it is, else with up to ten significant digits after rounding."""
    if number.denominator == 1:
        return f"{int(number):,}"
    text = f"{float(number):,.10g}"
    return text if "e" in text or "." in text else f"{float(number):,.4f}".rstrip("0").rstrip(".")
