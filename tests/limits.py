"""Rate limits switched off: tests ask faster than people."""

UNLIMITED = {"user_per_minute": 0, "organization_per_minute": 0, "attempts_per_minute": 0}
UNLIMITED_VARIABLES = {f"PILOTHOUSE_RATE_LIMITS_{name}".upper(): str(value) for name, value in UNLIMITED.items()}
