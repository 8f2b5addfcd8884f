"""Money: integer micro-dollars inside, a decimal string on the wire, "$0.37" for people."""

from decimal import ROUND_CEILING, Decimal, InvalidOperation

from pilothouse.core.errors import InvalidInput

MICROUSD_PER_USD = 1_000_000
_LARGEST_USD = Decimal(1_000_000_000)


def usd(amount_microusd: int) -> str:
    """Write an amount for a person: "$0.37", and "<$0.01" for what would round to nothing."""
    if 0 < amount_microusd < MICROUSD_PER_USD // 100:
        return "<$0.01"
    sign = "-" if amount_microusd < 0 else ""
    return f"{sign}${Decimal(abs(amount_microusd)) / MICROUSD_PER_USD:,.2f}"


def usd_exactly(amount_microusd: int) -> str:
    """Write an amount for a person who must compare small ones: "$0.37", "$0.00033"."""
    cents, rest = divmod(amount_microusd, MICROUSD_PER_USD // 100)
    return usd(cents * MICROUSD_PER_USD // 100) if not rest else f"${to_decimal_string(amount_microusd).rstrip('0')}"


def to_decimal_string(amount_microusd: int) -> str:
    """Write an amount for the wire: 370000 becomes "0.370000"."""
    dollars, rest = divmod(abs(amount_microusd), MICROUSD_PER_USD)
    return f"{'-' if amount_microusd < 0 else ''}{dollars}.{rest:06}"


def parse_usd(text: str) -> int:
    """Read a decimal string in dollars into micro-dollars, rounding up.

    Raises:
        InvalidInput: not a decimal number, negative, or beyond a billion dollars.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise InvalidInput(f'{text!r} is not an amount in dollars; write it like "1.50".') from error
    if not amount.is_finite() or amount < 0 or amount > _LARGEST_USD:
        raise InvalidInput(f"An amount in dollars lies between 0 and {_LARGEST_USD:,}; this is {text}.")
    return int((amount * MICROUSD_PER_USD).to_integral_value(ROUND_CEILING))
