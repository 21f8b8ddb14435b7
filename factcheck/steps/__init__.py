"""The two steps that ask a model, `extract` and `compare`, and how they ask."""
