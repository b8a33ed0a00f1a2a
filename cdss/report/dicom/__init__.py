"""The assessment for an image archive: Structured Report, heat map over the film, and the printed report, as DICOM objects.

Everything here needs highdicom, which takes half a second to import: import it where something is written, never at start.
"""
