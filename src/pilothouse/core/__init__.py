"""What every room may use: ids, time, money, errors, the principal, JSON, telemetry. Knows nothing of the rest."""
