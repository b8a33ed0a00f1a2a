"""Training, evaluation and export of the model bundle. Not shipped in the installer."""
