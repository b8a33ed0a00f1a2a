"""The model card in Markdown, made from the bundle's metadata and the evaluation report; nothing in it is typed by hand."""

from __future__ import annotations

from typing import Any

from cdss.training.describe import INTENDED_USE, LIMITS, TRAINING_DATA

COMMAND = "python -m cdss evaluate --data DIR --out report"

# floors of the design: (part, name, split) -> smallest acceptable value
FLOORS: dict[tuple[str, str, str], float] = {
    ("ECG", "AUROC MI", "folds 9 + 10"): 0.80,
    ("ECG", "AUROC STTC", "folds 9 + 10"): 0.91,
    ("ECG", "AUROC HYP", "folds 9 + 10"): 0.81,
    ("ECG", "AUROC CD", "folds 9 + 10"): 0.90,
    ("ECG", "AUROC NORM", "folds 9 + 10"): 0.94,
    ("ECG", "AUROC AF", "folds 9 + 10"): 0.96,
    ("ECG", "AUROC macro (no interval)", "folds 9 + 10"): 0.895,
    ("Film", "AUROC pneumonia", "test patients"): 0.90,
    ("Film", "AUROC pneumonia within PA", "test patients"): 0.92,
    ("Film", "AUROC pneumonia within AP", "test patients"): 0.88,
    ("Film", "AUROC pneumonia on pairs matched for view and appearance", "test patients"): 0.78,
    ("image", "AUROC pneumonia", "2020 composite, test donors"): 0.87,
    ("image+ecg+vitals+note", "AUROC pneumonia", "2020 composite, test donors"): 0.94,
}


def card(report: dict[str, Any], name: str, version: str) -> str:
    """The card's text; ``report`` as written by ``evaluate``."""
    figures = report["figures"]
    parts = [
        f"# Model card: {name} {version}\n",
        f"**Intended use.** {INTENDED_USE}\n",
        "## Limits\n",
        "\n".join(f"- {line}" for line in LIMITS) + "\n",
        "## Data\n",
        "\n".join(f"- {d['name']}: n = {d['n']}; {d['licence']}; {d['credit']}" for d in TRAINING_DATA) + "\n",
        "Visits: trained on 2016-2018, calibrated on 2019, reported on 2020. ECG: trained on folds 1-8, calibrated on 9, "
        "reported on 10 (and 9 + 10). Films: split by patient across both folders; demonstration patients are in the test "
        "part only.\n",
        "## Figures\n",
        f"Every figure is printed by `{COMMAND}` from the shipped bundle (95 % bootstrap intervals, seed {report['seed']}). "
        "Composite figures use visits given donor films and ECGs; they measure fusion, not a hospital.\n",
        _table([f for f in figures if f["part"] in ("Note + vitals", "ECG", "Film")]),
        "## Floors of the design that are missed\n",
        _missed(figures),
        "## Presence patterns (composite visits of 2020)\n",
        _patterns(figures),
    ]
    return "\n".join(parts)


def _table(figures: list[dict[str, Any]]) -> str:
    head = "| Part | Figure | Value | 95 % interval | n (positives) | Measured on |\n|---|---|---|---|---|---|\n"
    rows = [
        f"| {f['part']} | {f['name']} | {f['value']:.3f} | {f['ci'][0]:.3f}-{f['ci'][1]:.3f} "
        f"| {f['n']} ({f['positives']}) | {f['split']} |\n"
        for f in figures
    ]
    return head + "".join(rows)


def _missed(figures: list[dict[str, Any]]) -> str:
    found = {(f["part"], f["name"], f["split"]): f["value"] for f in figures}
    lines = [
        f"- {part}, {name} ({split}): {found[key]:.3f}, floor {floor:.3f}"
        for key, floor in FLOORS.items()
        for part, name, split in [key]
        if key in found and found[key] < floor
    ]
    lines += _below_boosting(found)
    return ("\n".join(lines) or "None of those measured.") + "\n"


def _below_boosting(found: dict[tuple[str, str, str], float]) -> list[str]:
    lines = []
    for (part, name, split), value in found.items():
        boosted = found.get((part, f"{name}, gradient boosting", split))
        if boosted is not None and value < boosted - 0.005:
            lines.append(f"- {part}, {name} ({split}): {value:.3f}, floor {boosted - 0.005:.3f} (boosting - .005)")
    return lines


def _patterns(figures: list[dict[str, Any]]) -> str:
    where = [f for f in figures if f["split"] == "2020 composite, test donors" and f["name"].startswith("AUROC")]
    columns = list(dict.fromkeys(f["name"] for f in where))
    head = (
        "| Present | "
        + " | ".join(c.removeprefix("AUROC ") for c in columns)
        + " |\n"
        + "|---" * (len(columns) + 1)
        + "|\n"
    )
    table = {(f["part"], f["name"]): f["value"] for f in where}
    rows = [
        f"| {part} | " + " | ".join(f"{table[part, c]:.3f}" for c in columns) + " |\n"
        for part in dict.fromkeys(f["part"] for f in where)
    ]
    sets = [f for f in figures if f["split"] == "2020 composite, test donors" and not f["name"].startswith("AUROC")]
    return head + "".join(rows) + "\n" + (_table(sets) if sets else "")
