"""Do the explanations hold? Each method against a truth that is planted, against chance, and against a broken network."""
