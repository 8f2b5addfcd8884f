"""Statistics: how agents and tools have done, from one row per use. Every figure says how many uses it rests on."""
