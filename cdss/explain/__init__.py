"""Explanations of an assessment: what each method says, as frozen records keyed by the names of the inputs."""
