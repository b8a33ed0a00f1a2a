"""The sections of the report in reading order: what each holds, and how its figures are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    ``words``: what a reader must know before the figures. ``in_card``: whether the model card prints all its figures too,
    or only the gaps.
    """

    key: str
    title: str
    words: str
    in_card: bool = True


SECTIONS: tuple[Section, ...] = (
    Section(
        "visits",
        "Note and vital signs",
        "All visits of 2020 that have a note and at least one vital sign. Gradient boosting had the same inputs and the same "
        "training years. Level is the triage nurse's; where it was not recorded, the visit does not count for it. Intervals: "
        "bootstrap over visits, 500 draws (ECE: 100). Resampling adds noise to a calibration error (ECE), so its interval "
        "lies high and may leave the value out.",
    ),
    Section(
        "bedside",
        "Beside NEWS2 and the nurse",
        "NEWS2 is partial: the survey records neither consciousness nor oxygen therapy, so each score is a lower bound. The "
        "nurse's level is compared on visits where it is known; it is itself the label of level <= 2 and so no rival there. "
        "Decision curves: Vickers and Elkin, Med Decis Making 26:565 (2006). Intervals: bootstrap over visits, 500 draws.",
    ),
    Section(
        "ecg",
        "ECG",
        "Recordings of patients never trained on (PTB-XL folds 9 and 10; fold 9 chose when to stop). Unknown labels are left "
        "out. A STEMI cannot be claimed: hardly any of the recordings shows an acute infarction (see the limits). Intervals: "
        "bootstrap over recordings, 500 draws; for the macro mean each draw takes the same recordings for every class.",
    ),
    Section(
        "film",
        "Chest film",
        "Patients never trained on. Files of sick patients look different, so the figure of a model that sees only the file's "
        "appearance stands beside, and the figure on pairs matched for view and appearance is the one to judge by. "
        "Intervals: bootstrap over films (over pairs for matched pairs), 500 draws; some patients have several films, so they "
        "are a little narrow.",
    ),
    Section(
        "patterns",
        "Presence patterns",
        "Composite visits: each visit of 2020 keeps its note, vital signs and outcome and is given a film and an ECG of test "
        "donors whose labels fit its diagnosis. They measure fusion, not a hospital. Every second visit is used. Intervals: "
        "bootstrap over visits, 100 draws; donors are few and given to many visits, which the interval does not know.",
    ),
    Section(
        "comparators",
        "Missing modalities: against other ways",
        "The same composite visits, scored by models trained for one pattern only, by filling with zeros or neighbours, and by "
        "averaging single modalities. A gap is what the fusion loses against the dedicated model or by adding a modality, or "
        "what it gains from the best single modality to all four. Intervals: bootstrap over visits, 100 draws, the same for "
        "all that is compared; counts have none.",
        in_card=False,
    ),
    Section(
        "robustness",
        "Robustness",
        "What is taken away or changed on purpose at test time, beside the untouched figure. Reversed presence also hides the "
        "patient's own recordings where they would have told most; with the recordings of strangers only what presence alone "
        "tells can be lost. Intervals: bootstrap over visits or recordings, 100 draws, the same for both sides of a loss.",
    ),
    Section(
        "uncertainty",
        "Calibration and uncertainty",
        "Coverage of sets, calibration and selective prediction. Intervals: bootstrap over visits, 100 draws; of calibration "
        "slopes Wald's.",
    ),
    Section(
        "series",
        "Vital signs over time",
        "Intensive-care stays of PhysioNet 2012. Intervals: bootstrap over windows, 500 draws.",
    ),
    Section(
        "guards",
        "Guards",
        "Checks that run before anything is scored: what they catch and what they stop wrongly. Intervals: Wilson's, which "
        "stay honest where all or none were found.",
    ),
    Section(
        "st",
        "Checks of the ST level",
        "The two checks that the program shows beside the level, made by the program itself, on the recordings in mV of "
        "patients never trained on (PTB-XL folds 9 and 10); on the other recordings of these folds, which have no unit, an ST "
        "level cannot be measured. A check fires as a warning or, where a cause of its own is there, as a note. It says what "
        "was measured and claims no infarction: STTC (any ST or T change) is much wider than what it looks for, ischaemia or "
        "injury are statements ISC, INJ, STD_ and STE_, and none of these recordings has a statement of ST elevation, so the "
        "elevation check's sensitivity is not known. Not blind: how many leads the elevation check asks for was chosen on all "
        "folds, the depression check on folds 1-9. Intervals: Wilson's; of gaps bootstrap over recordings, 200 draws.",
    ),
    Section(
        "subgroups",
        "Subgroups and gaps",
        "The same figures by sex, age, arrival and view. Sex and age of a recording are published for a part of the ECGs only; "
        "how and in which year their patients came is not known of films and ECGs, so only visits (and conditions, on "
        "composite visits) have arrival, and the visits' figures by year stand in a section of their own. A group with fewer "
        "than five cases of either class is left out. A gap is the worst group minus the best; which two these are is "
        "decided on all cases, and the interval says how sure the difference is. Intervals: bootstrap over cases, 200 draws; "
        "those of calibration errors lie high, for resampling adds noise to them.",
        in_card=False,
    ),
    Section(
        "years",
        "By year",
        "Trained on 2016-2018, calibrated on 2019, reported on 2020. The network has seen every visit of 2016-2018, so its own "
        "figure there would be in-sample and is not given; gradient boosting stands in, each training year scored by boosters "
        "trained on the other two. 2019 chose the calibration, so its calibration error is in-sample too. Intervals: bootstrap "
        "over visits, 200 draws.",
    ),
    Section(
        "audit",
        "Counterfactual audit of the note",
        "Words about who the patient is are added to the note, or swapped for one another, with everything else left as it is. "
        "Added words move any text encoder a little: compare with the neutral control of as many words. Intervals: bootstrap "
        "over visits, 200 draws.",
    ),
    Section(
        "explanations",
        "Do the explanations hold?",
        "Each method on the output that its modality speaks of most. Planted: a truth put into unseen recordings (a soft "
        "opacity in a normal film, an ST shift in one group of leads, a grave symptom in a note, one abnormal vital sign); "
        "what counts is whether the strongest place is the plant's. Judged where the output turns on the plant: it moves by "
        "at least .005, and of all places that are taken away one by one the plant's moves it most; elsewhere other places "
        "may rightly count for more, and the share wherever the output follows stands beside. Gaps: area between the curves of "
        "the method and of random orders, over the distance of their ends (Petsiuk et al., BMVC 2018). Randomised: weights are "
        "shuffled from the output down (Adebayo et al., NeurIPS 2018), after which less than a very weak correlation may be "
        "left beyond chance; noise must leave a very strong one (Evans 1996). Agreement with a second method is reported only. A "
        "method that misses a limit is hidden by default. Intervals: of shares Wilson's, of the rest bootstrap over patients, "
        "500 draws.",
    ),
    Section(
        "disagreement",
        "Do the checks of disagreement mean anything?",
        "Every check that says that two things disagree, made by the program on visits of 2020: on how many it fires, and "
        "whether the level (2 and above, or below) is wrong more often where it does. Right and wrong are beside the nurse's "
        "level, so only where it is known. A check that speaks of one side of level 2 only is compared with the silent visits "
        "of that side. Against rules: 2000 adults drawn at random, with their own note and vital signs (NEWS2 is partial: the "
        "survey has neither consciousness nor oxygen therapy; reasons for a visit name no age or sex, so that the note "
        "contradicts nothing is no proof that the check is never wrong). A finding against all evidence: composite visits, "
        "each with a film and an ECG that fit its diagnosis at published sensitivities; no guard is run, a finding of the film "
        "counts also where the screen does not show it and so holds it against nothing, and an unknown label of a recording "
        "is left out. Two explanations: of the risk of 200 composite visits, the film of 40, counted where both methods say "
        "something, and compared as on the screen, also where a method failed its test and is hidden by default with its "
        "comparison. The pulse is held against the ECG of another patient; how often it fires wrongly on the patient's own "
        "cannot be measured here. Intervals: Wilson's; of differences bootstrap over visits, 200 draws.",
    ),
)
"""Every section that can appear; one without figures is left out."""


def arranged(figures: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Figures that several parts share, for a table with a row a part and a column a figure; and the rest, for a list.

    A name that one part has on several splits cannot stand in one cell and goes to the list.
    """
    parts: dict[str, list[str]] = {}
    for f in figures:
        parts.setdefault(f["name"], []).append(f["part"])
    shared = {name for name, found in parts.items() if len(found) > 1 and len(set(found)) == len(found)}
    return [f for f in figures if f["name"] in shared], [f for f in figures if f["name"] not in shared]
