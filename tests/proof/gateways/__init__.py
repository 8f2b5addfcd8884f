"""Three gateways, a provider with a bill of its own, two hundred callers, and who looks into everybody's books.

`fleet.py` runs and strikes processes, `company.py` is who calls and pays, `callers.py` calls, `unrest.py` changes what
may be spent meanwhile, `witness.py` watches PostgreSQL, `audit.py` compares what all of them say.
"""
