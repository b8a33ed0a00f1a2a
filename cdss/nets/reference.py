"""Reference visits of a bundle: what a patient is compared with, and what a test that was not done might have shown.

The visits are few, so the nearest are found by comparing with all of them: exact, and faster than an approximate index.
No modality is filled in: a patient is embedded with what there is of note and vital signs, beside age, arrival and history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from cdss.bundle.load import Bundle
from cdss.core.errors import BundleError
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS
from cdss.nets.ecg import TOKENS
from cdss.nets.image import GRID
from cdss.nets.vitals_input import VITAL_NAMES

REFERENCE = "reference.safetensors"
"""Written by ``cdss.training.reference``; a bundle may have none."""

COMPLAINTS = "complaints"
"""Key of the file's header under which the reasons for visit stand, as a JSON list."""

Array = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Visits [n] of the training years, donors of film [k] and ECG [m] evidence, and how vital signs vary.

    ``embedding`` [n, d], each of length 1; ``centre`` [r] and ``basis`` [r, d] lead from ``FusionEnsemble.hidden`` to it.
    ``level`` 1-5; ``outcomes`` [n, 2]: admitted, ICU or death; ``conditions`` [n, 10] in the order of ``CONDITIONS``;
    ``decade`` first year of the age's decade, ``sex`` 1 female, 0 male, both -1 where not known. ``drawn``: visits of the
    random sample, of which rates are told; the others were added so that rare levels are there. ``vitals`` [n, 7]: normal
    scores in steps of one half, NaN not measured. ``film_of``, ``ecg_of``: the donor a visit was given; ``film`` [k, 49, 8]
    and ``ecg`` [m, 32, 6]: evidence tokens. ``repeat_sd`` [7]: standard deviation of the change between two measurements
    at most an hour apart, in the units of the record, 0 where there are none to learn from. ``complaints``: one a visit.
    """

    embedding: NDArray[np.float32]
    centre: NDArray[np.float32]
    basis: NDArray[np.float32]
    level: NDArray[np.int8]
    outcomes: NDArray[np.bool_]
    conditions: NDArray[np.bool_]
    decade: NDArray[np.int8]
    sex: NDArray[np.int8]
    drawn: NDArray[np.bool_]
    vitals: NDArray[np.float32]
    film_of: NDArray[np.int16]
    ecg_of: NDArray[np.int16]
    film: NDArray[np.float32]
    ecg: NDArray[np.float32]
    repeat_sd: NDArray[np.float32]
    complaints: tuple[str, ...]

    def __len__(self) -> int:
        """Visits."""
        return len(self.level)

    def place(self, hidden: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings [m, d] of length 1 from hidden states [m, r]."""
        return projected(hidden, self.centre, self.basis)


def projected(
    hidden: NDArray[np.float32], centre: NDArray[np.float32], basis: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Hidden states [n, r] less ``centre`` on ``basis`` [r, d], brought to length 1."""
    found = (hidden - centre) @ basis
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)


def load_reference(bundle: Bundle) -> Reference | None:
    """The bundle's visits; None in a bundle made without them. ``BundleError`` where the tables do not fit together."""
    if not (bundle.path / REFERENCE).is_file():
        return None
    try:
        with safe_open(bundle.file(REFERENCE), "numpy") as stored:
            complaints = tuple(json.loads((stored.metadata() or {}).get(COMPLAINTS, "[]")))
            tables = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    except (SafetensorError, ValueError) as error:
        raise _unsound(bundle) from error
    if not _sound(tables, complaints):
        raise _unsound(bundle)
    wide = {n: t.astype(np.float32) if t.dtype == np.float16 else t for n, t in tables.items()}
    return Reference(**wide, complaints=complaints)


def _unsound(bundle: Bundle) -> BundleError:
    return BundleError.of("reference_not_sound", file=REFERENCE, folder=bundle.path.name)


def _sound(tables: Mapping[str, Array], complaints: tuple[str, ...]) -> bool:
    """Every table is there and of its shape, nothing but vital signs is unknown, and every donor exists."""
    wanted = {name for name in Reference.__annotations__ if name != "complaints"}
    if tables.keys() != wanted or tables["embedding"].ndim != 2 or tables["centre"].ndim != 1:
        return False
    (n, d), r = tables["embedding"].shape, len(tables["centre"])
    films, ecgs = len(tables["film"]), len(tables["ecg"])
    shapes = dict.fromkeys(("level", "decade", "sex", "drawn", "film_of", "ecg_of"), (n,)) | {
        "embedding": (n, d),
        "centre": (r,),
        "basis": (r, d),
        "outcomes": (n, 2),
        "conditions": (n, len(CONDITIONS)),
        "vitals": (n, len(VITAL_NAMES)),
        "film": (films, GRID * GRID, len(IMAGE_FINDINGS)),
        "ecg": (ecgs, TOKENS, len(ECG_FINDINGS)),
        "repeat_sd": (len(VITAL_NAMES),),
    }
    if n == 0 or len(complaints) != n or any(tables[name].shape != shape for name, shape in shapes.items()):
        return False
    known = all(np.isfinite(table).all() for name, table in tables.items() if name != "vitals")
    return known and _within(tables["film_of"], films) and _within(tables["ecg_of"], ecgs)


def _within(places: Array, count: int) -> bool:
    return bool(places.min() >= 0 and places.max() < count)
