"""The worklist: its rows, order and groups, several cases at once, levels that changed, and what a shift brings."""
