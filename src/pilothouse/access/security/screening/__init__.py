"""The scan in the path: texts in, verdicts out; only what was not seen before is read."""
