"""Pixels of the window's parts that stand in the same place in every state of it."""

BANNER_HEIGHT = 56
STATUS_HEIGHT = 28
DECISION_WIDTH = 388

WORKLIST_WIDTH, NARROW_WORKLIST = 278, 240
"""The narrow one on a small screen, so that the evidence keeps its room."""

SMALL = 1500
"""Width of the window below which the worklist is narrow."""

CRAMPED = 1100
"""Width of the window below which the worklist is shown when it is asked for only: the evidence would have no room beside it."""

WIDE = 1850
"""Width of the window from which the decision column stands beside the panel "What if…"; on a smaller screen the panel, which
has the patient's own figures too, takes its place, so that the evidence keeps its room.
"""
