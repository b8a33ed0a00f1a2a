"""Panels: groups of views that belong together on the screen."""
