"""TriageLens: multimodal emergency triage decision support that runs on this machine.

Decision support for trained clinicians. For research and education. Not a medical device.
"""

__version__ = "0.4.0"
