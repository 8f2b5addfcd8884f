"""What models cost and can take: the price table of genai-prices as integers, and prices set by configuration."""
