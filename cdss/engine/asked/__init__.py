"""Answers to questions about one patient, one module each kind."""
