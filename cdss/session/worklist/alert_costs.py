"""The table of what a cap on alerts costs that ships, ``resources/alert_costs.json``."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import Any

from cdss.core.paths import resources_dir
from cdss.records.alert_costs import AlertCost, AlertCosts

SCHEMA = "cdss.alert-costs/1"


@cache
def alert_costs() -> AlertCosts:
    """The table that ships. ``ValueError`` for another schema."""
    told: dict[str, Any] = json.loads((resources_dir() / "alert_costs.json").read_text(encoding="utf-8"))
    if told["schema"] != SCHEMA:
        raise ValueError(f"alert_costs.json has the schema {told['schema']!r}, not {SCHEMA!r}")
    rows = tuple(AlertCost(**row) for row in told["costs"])
    plain = {f.name: told[f.name] for f in fields(AlertCosts) if f.name not in ("died", "survived", "costs")}
    return AlertCosts(**plain, died=told["died"]["value"], survived=told["survived"]["value"], costs=rows)
