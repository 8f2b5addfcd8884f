"""Token counts where no provider tells them."""

CHARS_PER_TOKEN = 4  # English text in the common vocabularies; code and other scripts use more tokens


def estimate_tokens(n_chars: int) -> int:
    """Estimate the tokens of so many characters, rounding up."""
    return -(-n_chars // CHARS_PER_TOKEN)
