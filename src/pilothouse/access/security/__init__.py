"""The security engine in the path: policies, verdicts, events, incidents, trust, scans. One home of screening."""
