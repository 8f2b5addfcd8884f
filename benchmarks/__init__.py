"""Benchmarks: every figure of the specification, printed as a table, with a ratio to a peer where there is one."""
