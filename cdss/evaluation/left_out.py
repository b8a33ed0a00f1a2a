"""What a small cohort cannot tell: figures of too few visits are left out, and a sentence says which and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cdss.evaluation.curves import Curve
from cdss.evaluation.measured import Measured
from cdss.evaluation.subgroups import Groups
from cdss.evaluation.visits import ScoredVisits

FEWEST = 10
"""Visits with an outcome, and visits without it, that a figure needs; a share needs as many visits. A project rule."""

ROUGH = 100
"""Visits with an outcome, and without it, that an external validation should have (Collins et al., Stat Med 35:214, 2016)."""

_TWO_CLASSES = ("AUROC", "ECE", "calibration slope", "gain of AUROC")
"""How the names of figures begin that compare visits with an outcome and visits without it."""

Place = tuple[str, str]
"""Part and split of a figure."""


def enough(m: Measured) -> bool:
    """Whether a figure could be computed and rests on ``FEWEST`` visits, of each class where it compares two."""
    f = m.figure
    cases = min(f.positives, f.n - f.positives) if _compares(m) else f.n
    return cases >= FEWEST and math.isfinite(f.value)


def _compares(m: Measured) -> bool:
    return m.name.startswith(_TWO_CLASSES)


def sifted(figures: Iterable[Measured]) -> tuple[list[Measured], list[str]]:
    """The figures that can be told, and sentences on those that cannot."""
    kept: list[Measured] = []
    short: dict[Place, dict[str, str]] = {}
    for m in figures:
        if enough(m):
            kept.append(m)
        else:
            counted = f"{m.figure.positives} of {m.figure.n}" if _compares(m) else f"n = {m.figure.n}"
            short.setdefault((m.part, m.split), {})[m.name] = counted
    return kept, list(_told_once(short))


def _told_once(short: Mapping[Place, Mapping[str, str]]) -> Iterator[str]:
    """One sentence for all parts that lack the same figures; ``short``: place to names and counts.

    Counts stand beside a part where they are the same for all its figures, beside the figures where a part is alone.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for (part, split), names in short.items():
        alike.setdefault((split, *names), []).append(part)
    for (split, *figures), parts in alike.items():
        counts = [short[part, split] for part in parts]
        alone = len(parts) == 1
        told = [f"{name} ({counts[0][name]})" if alone else name for name in figures]
        places = [part if alone else _counted(part, c) for part, c in zip(parts, counts, strict=True)]
        yield f"Left out for too few visits ({split}): {'; '.join(told)}. Of: {', '.join(places)}."


def _counted(part: str, counts: Mapping[str, str]) -> str:
    same = set(counts.values())
    return f"{part} ({same.pop()})" if len(same) == 1 else part


def few_cases(scored: ScoredVisits) -> Iterator[str]:
    """A sentence for each outcome that has too few visits for sure figures."""
    for task in scored.labels:
        labels = scored.labels[task][scored.known(task)]
        positives = int((labels > 0.5).sum())
        least = min(positives, len(labels) - positives)
        if FEWEST <= least < ROUGH:
            yield (
                f"{task}: {positives} of {len(labels)} visits have it. With fewer than {ROUGH} on either side the figures are "
                "rough (Collins et al., Stat Med 35:214, 2016); judge by the intervals."
            )


def groups_left_out(groups: Groups, found: Sequence[Measured], names: Iterable[str]) -> Iterator[str]:
    """A sentence for each group that lacks any of the figures ``names``, and for what is known of no visit."""
    there, wanted = {(m.part, m.name) for m in found}, list(names)
    for way, members in groups.items():
        if not any(mask.any() for mask in members.values()):
            yield f"{way}: not known of any test visit, so there are no figures by it."
            continue
        for group, mask in members.items():
            missing = [name for name in wanted if (f"{way}: {group}", name) not in there]
            if missing:
                told = "all figures" if missing == wanted else "; ".join(missing)
                yield f"Left out for too few visits. {way}, {group} ({int(mask.sum())} visits): {told}."


def drawn(curves: Iterable[Curve], kinds: Iterable[str], titles: Iterable[str]) -> tuple[list[Curve], dict[str, str]]:
    """The curves that rest on ``FEWEST`` visits of each class, and a sentence for each kind that lacks any of ``titles``."""
    kept = [c for c in curves if min(c.positives, c.n - c.positives) >= FEWEST]
    there, wanted = {(c.kind, c.title) for c in kept}, list(titles)
    missing = {kind: [title for title in wanted if (kind, title) not in there] for kind in kinds}
    return kept, {
        kind: f"Not drawn for too few visits: {kind} curve of {', '.join(lacking)}."
        for kind, lacking in missing.items()
        if lacking
    }
