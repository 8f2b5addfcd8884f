"""The matcher: all detectors' rules in one pass.

A fast engine tells which rules can hit in which piece of a text; Python's `re` finds the exact places there. Both
engines therefore give the same matches, and the rules' meaning is that of `re`.
"""
