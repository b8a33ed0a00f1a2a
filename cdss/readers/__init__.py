"""Files in: each kind of file becomes a frozen record with the issues met on the way, never an exception for bad data."""
