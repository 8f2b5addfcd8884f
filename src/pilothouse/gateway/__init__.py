"""Every model call: screened, routed, priced, paid for under budgets, and written into a ledger that adds up."""
