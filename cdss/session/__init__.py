"""The window's state without a window: intent and data in, one frozen view state out."""
