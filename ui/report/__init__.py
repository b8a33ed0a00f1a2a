"""The report on paper: its blocks laid out on pages, its pictures drawn, both in the light palette whatever the theme."""
