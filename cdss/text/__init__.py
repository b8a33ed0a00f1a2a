"""Free text of the triage note: abbreviations, Korean, negation, concepts. Pure and standard library only."""
