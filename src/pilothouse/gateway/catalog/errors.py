"""How looking up a price fails, and setting one."""

from pilothouse.core.errors import InvalidInput


class ModelNotPriced(InvalidInput):
    """Nobody knows what the model costs, so it is not called: an unknown price is never taken for free."""

    def __init__(self, model: str, provider: str) -> None:
        super().__init__(
            f"The price of {model!r} at {provider} is not known. Check its name, or set its price in "
            f'PILOTHOUSE_GATEWAY_PRICES, such as {{"{model}": {{"input_usd": "0.15", "output_usd": "0.60"}}}} '
            'in dollars per million tokens; a model of your own may cost 0, and "*" names every unknown model.',
            details={"model": model, "provider": provider},
        )


class TooManyPrices(InvalidInput):
    """An organization has set as many prices as it may."""

    def __init__(self, most: int) -> None:
        super().__init__(f'An organization sets up to {most} prices. Remove some, or set one for "*".')
