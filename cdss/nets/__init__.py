"""The networks: one encoder a modality, one fusion head, and how records become tensors. Torch lives here."""
