"""The clinician's decision: their own level, checks, recommended actions, what-if, hand-over and the words for certainty."""
