"""Running an installation: health, and later traces, backup and support."""
