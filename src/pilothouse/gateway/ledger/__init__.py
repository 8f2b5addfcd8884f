"""Money held and money spent: reservations before a call, ledger rows after it, each booked exactly once."""
