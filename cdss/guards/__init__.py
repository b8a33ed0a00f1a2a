"""Checks that run before scoring: evidence that cannot be trusted is named, and what would mislead the model is rejected."""
