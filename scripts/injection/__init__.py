"""Parts of scripts/train_injection.py: ordinary text from folders, made-up text from grammars."""
