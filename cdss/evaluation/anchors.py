"""Published figures of comparable tasks, beside ours; none was measured on the same patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from cdss.core.kinds import CONDITIONS

ADULTS = "2020, 16 years and older"
COMPOSITE = "2020 composite, test donors"
ALL = "image+ecg+vitals+note"
SINGLES = ("image", "ecg", "vitals", "note")

Key = tuple[str, str, str]
"""Part, name and split of a figure of the report."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published figure: the task, the data, the AUROC (or gain) in words, where it stands, and what keeps it apart."""

    task: str
    published: str
    value: str
    source: str
    caution: str
    ours: Key | None = None


_XIE = "Xie et al., Sci Data 9:658 (2022)"
_KWON = "Kwon et al., PLoS ONE 13:e0205836 (2018)"
_MDS = "Lopez Alcaraz et al., arXiv 2407.17856 (2024)"

ANCHORS: tuple[Anchor, ...] = (
    Anchor(
        "hospital admission",
        "MIMIC-IV-ED benchmark",
        "0.82",
        _XIE,
        "one US hospital, richer triage data",
        ("Note + vitals", "AUROC admission", ADULTS),
    ),
    Anchor(
        "critical outcome",
        "MIMIC-IV-ED benchmark",
        "0.88",
        _XIE,
        "there: intensive care within 12 h or death in hospital",
        ("Note + vitals", "AUROC critical", ADULTS),
    ),
    Anchor(
        "death in hospital, by a network",
        "11.7 million Korean visits",
        "0.935",
        _KWON,
        "death alone; here critical care or death",
        ("Note + vitals", "AUROC critical", ADULTS),
    ),
    Anchor(
        "death in hospital, by the KTAS level",
        "11.7 million Korean visits",
        "0.785",
        _KWON,
        "here the US nurse's level for critical care or death",
        ("Bedside scores", "AUROC critical, nurse's level", f"{ADULTS}, level known"),
    ),
    Anchor(
        "KTAS level by machine learning",
        "one Korean hospital",
        "0.92",
        "Choi et al., Healthc Inform Res 25:305 (2019)",
        "all levels of one hospital; here level <= 2 against the rest over many",
        ("Note + vitals", "AUROC level<=2", ADULTS),
    ),
    Anchor(
        "deterioration, mean of 15 targets",
        "MDS-ED (ECG, vital signs, laboratory)",
        "0.91",
        _MDS,
        "laboratory values and trends of 90 minutes; here critical care or death at triage",
        ("Note + vitals", "AUROC critical", ADULTS),
    ),
)
"""The anchors that stand beside one figure of ours."""


def beside_ours(figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every anchor with our figure (``value``, ``ci``, ``n``), None where it was not measured; then the two averages."""
    found = {(f["part"], f["name"], f["split"]): f for f in figures}
    rows = []
    for anchor in ANCHORS:
        figure = found.get(anchor.ours) if anchor.ours else None
        kept = {key: figure[key] for key in ("value", "ci", "n")} if figure else None
        rows.append({**asdict(anchor), "ours": kept})
    return rows + _averages({key: f["value"] for key, f in found.items() if f["value"] is not None})


def _averages(values: dict[Key, float]) -> list[dict[str, Any]]:
    """Means over the conditions, which have no interval of their own; nothing where a pattern was not measured."""
    by_part = {p: [values.get((p, f"AUROC {c}", COMPOSITE)) for c in CONDITIONS] for p in (*SINGLES, ALL)}
    complete = {p: [v for v in each if v is not None] for p, each in by_part.items()}
    if any(len(each) < len(CONDITIONS) for each in complete.values()):
        return []
    mean = fmean(complete[ALL])
    gain = mean - fmean(max(complete[p][i] for p in SINGLES) for i in range(len(CONDITIONS)))
    caution = "composite visits: films and ECGs of donors"
    diagnosis = Anchor(
        "diagnoses, mean",
        "MDS-ED (ECG, vital signs, laboratory)",
        "0.83",
        _MDS,
        f"1,428 diagnoses against our {len(CONDITIONS)}; {caution}",
    )
    several = Anchor(
        "gain of several modalities over the best single one",
        "432 papers, 2018-2024",
        "+0.062",
        "Schouten et al., Med Image Anal (2025), doi 10.1016/j.media.2025.103621",
        f"mean over {len(CONDITIONS)} conditions; {caution}",
    )
    pairs = ((diagnosis, mean), (several, gain))
    return [{**asdict(anchor), "ours": {"value": round(v, 4), "ci": None, "n": None}} for anchor, v in pairs]
