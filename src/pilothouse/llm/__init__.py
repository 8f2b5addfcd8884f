"""Language models: messages, providers, static embeddings, ranking of texts, and the embedded planner."""
