"""One's own organization as a whole: its data taken along in one file, and erased on request."""
