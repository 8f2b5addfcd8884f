"""What `pilothouse new` writes: templates, the check of names, and a writer that overwrites nothing."""
