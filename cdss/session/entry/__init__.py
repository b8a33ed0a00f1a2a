"""What a clinician enters or corrects of a patient: who they are, vital signs, note and films, and the forms for it."""
