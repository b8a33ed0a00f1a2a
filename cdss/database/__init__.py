"""What a session keeps on disk, so that neither a crash nor a power cut takes a clinician's work away."""
