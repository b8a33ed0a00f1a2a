"""Widgets that draw frozen data and arrays. They know no files, no engine and no session."""
