"""What runs in the sandbox's own processes. Standard library only, imported relatively: pilothouse is not there."""
