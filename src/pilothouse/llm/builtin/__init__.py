"""The embedded planner: answers questions about data files by rules, with no key and no network.

It is no language model and says so. What it does: read the objective word by word, find the columns, values, periods
and operations it names (`linking`, `conditions`, `reading`, `intents`), turn them into tool calls (`plan`), and write
up what the tools returned (`report`). It keeps no state: each turn it reads the conversation anew, so the same words
get the same answer.
"""
