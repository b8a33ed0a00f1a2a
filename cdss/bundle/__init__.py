"""The self-describing model bundle: schema, hashes, calibration tables. No torch."""
