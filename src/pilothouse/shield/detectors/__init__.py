"""One file, one detector (or a few that belong together). A new one is found by itself: see detector.py."""
