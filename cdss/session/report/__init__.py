"""The report of a patient: its text, drafted from the evidence, and what the clinician wrote into it."""
