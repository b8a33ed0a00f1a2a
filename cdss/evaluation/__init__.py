"""Measuring a trained bundle on held-out patients: figures, comparators, the report, the model card, speed."""
