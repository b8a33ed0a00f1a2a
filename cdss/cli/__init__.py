"""The commands behind ``python -m cdss``, one module each. torch is imported only by the command that computes."""
