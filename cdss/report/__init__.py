"""The report of one patient for the chart: one record of what it says, and the HTML page made of it."""
