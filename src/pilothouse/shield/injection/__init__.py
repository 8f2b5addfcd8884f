"""Signals of prompt injection and jailbreaks: what is said to a model that would change whose orders it follows.

Each file holds related groups of signals. A signal's weight is its share of certainty: signals of different groups near
each other add up, and 1.0 flags. How they meet the classifier stands in weighing.py.
"""
