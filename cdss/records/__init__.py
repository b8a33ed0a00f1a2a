"""The frozen records: what a case is, and what an assessment of it is. Pure data, no files."""
