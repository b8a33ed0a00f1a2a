"""What a work folder holds of earlier training, and whether the training asked for may go on from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence

SETTINGS = "training.json"

_KEPT = ("*.ckpt", "*.safetensors", SETTINGS)
_NAMED = 5
"""Files that are named in the refusal; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What must stay the same when training goes on. ``patients``: ``public sets``, or the hash of a cohort table."""

    seed: int = 0
    early_stopping: int | None = None
    patients: str = "public sets"


def held(work: Path) -> tuple[str, ...]:
    """Names of the files that training left in ``work``, sorted."""
    return tuple(sorted(path.name for pattern in _KEPT for path in work.glob(pattern)))


def check_work(work: Path, settings: Settings, resume: bool) -> None:
    """``CdssError`` where ``work`` holds a training that is not to be resumed, or one that ran with other settings."""
    found = held(work)
    if found and not resume:
        names = ", ".join(found[:_NAMED]) + (f", + {len(found) - _NAMED}" if len(found) > _NAMED else "")
        raise CdssError(sentence("train_work_holds", {"work": str(work), "held": names}))
    if not found:
        return
    before, now = asdict(_settings(work)), asdict(settings)
    for name, value in now.items():
        if before[name] != value:
            params = {"work": str(work), "what": name, "before": str(before[name]), "now": str(value)}
            raise CdssError(sentence("train_work_differs", params))


def write_settings(work: Path, settings: Settings) -> None:
    """Keep ``settings`` for ``check_work``."""
    work.mkdir(parents=True, exist_ok=True)
    (work / SETTINGS).write_text(json.dumps(asdict(settings)), encoding="utf-8")


def _settings(work: Path) -> Settings:
    """The settings of an earlier training; the default ones where it left none."""
    path = work / SETTINGS
    return Settings(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Settings()
