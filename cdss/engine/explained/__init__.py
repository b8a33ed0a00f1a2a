"""The parts of an explanation, one module each: from an encoded case and the output asked about to a frozen record."""
