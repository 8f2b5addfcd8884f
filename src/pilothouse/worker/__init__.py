"""The process that runs missions and jobs, and the parts that every process of Pilothouse is made of."""
