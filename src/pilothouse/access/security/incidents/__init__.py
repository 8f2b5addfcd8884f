"""Events that belong together, and what people did about them."""
