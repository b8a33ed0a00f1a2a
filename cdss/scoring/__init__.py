"""Clinical scores by rule: NEWS2, qSOFA, shock index, ESI danger zone, and the names of the triage levels."""
