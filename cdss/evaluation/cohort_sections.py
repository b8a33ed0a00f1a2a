"""The words of the report on a hospital's own test visits: its sections, and what cannot be measured on a cohort and why."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.evaluation.cohort_measures import LEAST
from cdss.evaluation.left_out import FEWEST
from cdss.evaluation.sections import Section

ABOUT = (
    "Measured on a hospital's own visits of the split test: each with its own note, vital signs, film and ECG, and with the "
    "outcome that the table gives. The figures are honest only where none of these patients was trained, tuned or calibrated "
    "on: train and evaluate with the same table, or give all visits to test where only a finished model is judged. A patient "
    "who came several times counts several times, so intervals are then a little narrow. Recordings pass no guard here; in "
    "use the program sets some aside, and they then count as missing. The floors of the design are set for the public sets "
    f"and are not applied. A figure needs {FEWEST} visits with the outcome and {FEWEST} without it, a share {FEWEST} visits; "
    "what falls short is named where it is left out."
)
"""What a reader must know before the first figure."""

COHORT_SECTIONS: tuple[Section, ...] = (
    Section(
        "visits",
        "All that was recorded",
        "Every test visit that has anything to answer from, answered from all that it has and with the calibration for just "
        "that. Level is the triage nurse's; where it was not recorded, the visit does not count for it. A calibration slope "
        "of 1 is ideal: below it the probabilities are too extreme. Intervals: bootstrap over visits, 500 draws (ECE: 100); "
        "of slopes Wald's. Resampling adds noise to a calibration error (ECE), so its interval lies high and may leave the "
        "value out, the more so the fewer the visits.",
    ),
    Section(
        "conditions",
        "Conditions",
        "The ten conditions by the ICD-10 codes of the table, from all that was recorded. Intervals: bootstrap over visits, "
        "500 draws (ECE: 100).",
    ),
    Section(
        "bedside",
        "Beside NEWS2 and the nurse",
        "NEWS2 is partial: the table has no oxygen therapy, and what was not measured earns nothing, so each score is a lower "
        "bound; consciousness counts where it is given. The model answers from all that was recorded. The nurse's level is "
        "compared on visits where it is known; it is itself the label of level <= 2 and so no rival there. Decision curves: "
        "Vickers and Elkin, Med Decis Making 26:565 (2006). Intervals: bootstrap over visits, 500 draws.",
    ),
    Section(
        "patterns",
        "Presence patterns",
        "First the share of visits that have exactly which modalities. Then each pattern on all visits that have at least "
        "those, shown nothing else: every pattern has visits of its own, so rows are not to be compared with each other. A "
        "gain compares on the same visits: AUROC from all that a visit has, minus AUROC without that one modality. Who gets a "
        "film or an ECG is a clinician's choice, so a gain holds for such patients only. Intervals: of these shares Wilson's, "
        "else bootstrap over visits, 100 draws, the same for both sides of a gain.",
    ),
    Section(
        "uncertainty",
        "Calibration and uncertainty",
        "Coverage of the 90 % sets, their sizes, and what the model says that it does not know: over all visits as they were "
        f"recorded, then for each pattern that {LEAST} visits can show, with its calibration. Intervals: bootstrap over "
        "visits, 100 draws; of calibration slopes Wald's.",
    ),
    Section(
        "subgroups",
        "Subgroups and gaps",
        "The same figures by sex, age, arrival and year, from all that was recorded; whose sex is unknown or neither, or of "
        "whom the rest is not known, is in no group of that kind. A gap is the worst group minus the best; which two these are "
        "is decided on all cases, and the interval says how sure the difference is. Intervals: bootstrap over visits, 200 "
        "draws; those of calibration errors lie high, for resampling adds noise to them.",
        in_card=False,
    ),
)
"""Every section that can appear, in reading order."""


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A section of the public report that a cohort has not, and why."""

    title: str
    why: str


NOT_MEASURED: tuple[NotMeasured, ...] = (
    NotMeasured(
        "ECG, chest film",
        "The table has the diagnosis of a visit, but nobody's reading of its film or ECG, so the findings cannot be judged. "
        "What film and ECG add to the answers stands under presence patterns.",
    ),
    NotMeasured(
        "Gradient boosting; missing modalities against other ways",
        "The models to compare with would have to be trained on the visits of this table; this command trains nothing.",
    ),
    NotMeasured(
        "Robustness; tests of the explanations",
        "Both take recordings apart, or plant a truth in them, and need films and ECGs of which it is known what they show.",
    ),
    NotMeasured("Vital signs over time", "The table has the first measurements of a visit only."),
    NotMeasured("Guards", "Nobody has marked in the table which recordings are not what they should be."),
    NotMeasured(
        "Checks of the ST level; checks of disagreement",
        "Nobody has read in the table what the ST segments show; how often the checks fire, and whether they mean anything, "
        "is measured on the public visits.",
    ),
    NotMeasured(
        "Counterfactual audit of the note", "It is a property of the text encoder, measured on the public visits."
    ),
    NotMeasured("Time", "`cdss benchmark` measures it on this computer, whoever the patients are."),
)
"""What ``cdss evaluate --data`` measures and this report leaves out."""
