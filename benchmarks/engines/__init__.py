"""Durable engines side by side: each runs the same five steps with the same events, in a process of its own.

Every module prints one JSON object: missions, seconds, cpu_s (of its own process) and rss_mb at the end.
"""
