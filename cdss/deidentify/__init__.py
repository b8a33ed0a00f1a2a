"""A copy of a case that says no longer whose it is: made from what was read, never from the files as they are."""
