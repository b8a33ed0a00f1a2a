"""The text of a patient's report: findings, impression, comparison and recommendation, drafted from what is known."""
