"""ECG signals: filters, beats, waves, intervals and drawing, on plain arrays."""
