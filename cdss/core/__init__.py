"""What every other part stands on: kinds, issues, errors, hashing and paths. Imports nothing of ours."""
