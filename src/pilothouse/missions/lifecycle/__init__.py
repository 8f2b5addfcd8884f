"""Orders to missions from outside: submit, look, approve, pause, resume, edit, cancel, retry."""
