"""Explanations made ready for the screen: rankings, maps, what lights up, and which methods are to be believed."""
