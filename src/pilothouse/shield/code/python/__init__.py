"""Python read by its syntax tree: names resolved, texts folded, values followed from source to sink."""
