"""The main figures and limits of a model in the language of the screen, from its ``metadata.json``. The card is in English."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from cdss.bundle.names import CARD, METADATA
from cdss.core.sentences import catalogue, sentence

_ADULTS, _COMPOSITE = "2020, 16 years and older", "2020 composite, test donors"

FIGURES: tuple[tuple[str, str, str], ...] = (
    ("adults_level", "Note + vitals: AUROC level<=2", _ADULTS),
    ("adults_admission", "Note + vitals: AUROC admission", _ADULTS),
    ("adults_critical", "Note + vitals: AUROC critical", _ADULTS),
    ("all_level", "image+ecg+vitals+note: AUROC level<=2", _COMPOSITE),
    ("all_admission", "image+ecg+vitals+note: AUROC admission", _COMPOSITE),
    ("ecg", "ECG: AUROC macro", "folds 9 + 10"),
    ("film", "Film: AUROC pneumonia", "test patients"),
    ("film_matched", "Film: AUROC pneumonia on pairs matched for view and appearance", "test patients"),
)
"""The figures that are shown: what they are called here, in the metadata, and what they were measured on."""

_MISSED = "## Floors of the design that are missed"


def card_summary(bundle: Path, language: str) -> str:
    """Markdown; says that it cannot be read where ``metadata.json`` is not there or not as the schema has it."""
    try:
        told = json.loads((bundle / METADATA).read_text(encoding="utf-8"))
        return "\n".join(_lines(told, _missed(bundle), language))
    except (OSError, ValueError, KeyError, TypeError):
        return sentence("card_summary_unreadable", {"file": METADATA}, language)


def _lines(told: Mapping[str, Any], missed: int | None, language: str) -> list[str]:
    def said(code: str, **params: str) -> str:
        return sentence(code, params, language)

    lines = [
        f"# {said('card_title')}: {told['name']} {told['version']}\n",
        _known(told["intended_use"], language) + "\n",
    ]
    lines += [f"## {said('card_limits')}\n", *(f"- {_known(text, language)}" for text in told["limits"])]
    lines += [f"\n## {said('card_figures')}\n", said("card_figures_how") + "\n"]
    lines += [f"| {said('card_head_figure')} | {said('card_head_value')} | n |", "|---|---|---|"]
    lines += [_figure(name, one, language) for name, one in _shown(told["metrics"])]
    if missed is not None:
        lines += ["", said("card_missed", count=str(missed))]
    lines += [f"\n## {said('card_explanations')}\n"]
    lines += [_verdict(part, test["status"], language) for part, test in told["explanations"].items()]
    lines += [f"\n## {said('card_trained')}\n", *(_trained(data, language) for data in told["training_data"])]
    return lines


def _shown(metrics: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    by_name = {(one["name"], one["split"]): one for one in metrics}
    return [(name, by_name[(called, split)]) for name, called, split in FIGURES if (called, split) in by_name]


def _figure(name: str, one: Mapping[str, Any], language: str) -> str:
    low, high = one["ci"]
    return f"| {sentence(f'card_figure_{name}', {}, language)} | {one['value']:.3f} ({low:.3f}–{high:.3f}) | {one['n']:,} |"


def _verdict(part: str, status: str, language: str) -> str:
    method = sentence(f"name_report_method_{part}", {}, language)
    return f"- {method}: " + sentence(f"card_verdict_{status}", {}, language)


def _known(text: str, language: str) -> str:
    """The use or a limit in ``language``; as it stands where it is none of those that are known."""
    limits = takewhile(catalogue().__contains__, (f"card_limit_{number}" for number in count(1)))
    codes = ("card_intended_use", *limits)
    return next((catalogue()[code][language] for code in codes if catalogue()[code]["en"] == text), text)


def _trained(data: Mapping[str, Any], language: str) -> str:
    many = sentence("card_records", {"count": f"{data['n']:,}"}, language) if data["n"] else ""
    return f"- {data['name']}" + (f": {many}" if many else "")


def _missed(bundle: Path) -> int | None:
    """How many floors of its design the card lists as missed; None where it has no such list."""
    _, listed, rest = (bundle / CARD).read_text(encoding="utf-8").partition(_MISSED)
    lines = rest.partition("\n## ")[0].splitlines()
    return sum(line.startswith("- ") for line in lines) if listed else None
