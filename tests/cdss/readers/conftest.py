"""Writers of small real files into a case folder: films in DICOM, records in WFDB."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from cdss.core.fhir_names import LOINC, UCUM
from cdss.readers.case_folder import read_case
from cdss.readers.case_parts import CaseParts, add_ecg
from cdss.readers.part import Part
from cdss.records.case import Case
from cdss.records.ecg import Ecg

SIDE = 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty case folder with an awkward name."""
    path = tmp_path / "case [1] 흉통"
    path.mkdir()
    return path


@pytest.fixture
def ramp() -> Callable[[int, int], np.ndarray]:
    """int64 [80, 80] that runs from the least value, upper left, to the greatest, lower right."""
    return lambda low, high: np.linspace(low, high, SIDE * SIDE).round().astype(np.int64).reshape(SIDE, SIDE)


def _film_dataset(pixels: np.ndarray, bits: int, signed: bool) -> Dataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = generate_uid()
    film = Dataset()
    film.file_meta = meta
    film.SOPClassUID, film.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    film.Modality, film.PhotometricInterpretation, film.SamplesPerPixel = "DX", "MONOCHROME2", 1
    film.Rows, film.Columns = pixels.shape[-2:]
    film.BitsAllocated = 8 if bits == 8 else 16
    film.BitsStored, film.HighBit, film.PixelRepresentation = bits, bits - 1, int(signed)
    film.PixelData = pixels.astype(
        {(8, False): "u1", (8, True): "i1"}.get((bits, signed), "<i2" if signed else "<u2")
    ).tobytes()
    return film


@pytest.fixture
def write_film(folder: Path) -> Callable[..., Path]:
    """Write a DX film into the case folder; further attributes are set on it, None removes one."""

    def write(
        pixels: np.ndarray, name: str = "film.dcm", bits: int = 16, signed: bool = False, **attributes: object
    ) -> Path:
        film = _film_dataset(pixels, bits, signed)
        syntax = attributes.pop("compress", None)
        for key, value in attributes.items():
            if value is None:
                delattr(film, key)
            else:
                setattr(film, key, value)
        if syntax is not None:
            film.compress(syntax)
        film.save_as(folder / name, enforce_file_format=True)
        return folder / name

    return write


@pytest.fixture
def lut_item() -> Callable[[int, list[int], int], Dataset]:
    """One item of a modality or VOI LUT sequence: first mapped value, entries, bits."""

    def build(first: int, entries: list[int], bits: int) -> Dataset:
        item = Dataset()
        item.add_new(0x00283002, "US", [len(entries), first, bits])
        item.add_new(0x00283006, "US", entries)
        return item

    return build


@pytest.fixture
def beats() -> Callable[..., np.ndarray]:
    """float64 [samples, leads]: one narrow peak a second, each lead with its own height (a test signal, not an ECG)."""

    def build(seconds: float = 4.0, rate: float = 500.0, leads: int = 12, height: float = 1.0) -> np.ndarray:
        phase = np.arange(int(seconds * rate)) / rate % 1.0
        beat = np.exp(-((phase - 0.4) ** 2) / 0.0004) + 0.2 * np.exp(-((phase - 0.7) ** 2) / 0.004)
        return height * beat[:, None] * np.linspace(0.5, 1.5, leads)[None, :]

    return build


@pytest.fixture
def write_wfdb(folder: Path) -> Callable[..., Path]:
    """Write a WFDB record into the case folder; returns its header."""
    import wfdb

    def write(
        signal: np.ndarray, leads: list[str], name: str = "rec", rate: float = 500, units: str = "mV", **more
    ) -> Path:
        count = len(leads)
        more = {"fmt": ["16"] * count, **more}
        wfdb.wrsamp(
            name, fs=rate, units=[units] * count, sig_name=leads, p_signal=signal, write_dir=str(folder), **more
        )
        return folder / f"{name}.hea"

    return write


@pytest.fixture
def read_ecg(folder: Path) -> Callable[[str, bytes | str], Part[Ecg]]:
    """Write one file into the case folder and read it as an ECG: the part, which shows recording, issues and identity."""

    def read(name: str, content: bytes | str) -> Part[Ecg]:
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
        parts = CaseParts()
        add_ecg(parts, folder, folder / name, name)
        ecg = parts.ecgs[0] if parts.ecgs else None
        return Part(ecg, tuple(parts.issues), parts.identities[0] if parts.identities else None)

    return read


@pytest.fixture
def codes() -> Callable[[Part[Ecg]], set[str]]:
    """The codes of what was found in a part."""
    return lambda part: {found.code for found in part.issues}


@pytest.fixture
def damaged() -> Callable[[bytes | str, int], bytes]:
    """A file with a dozen bytes changed (most near its beginning, where headers are), every other time cut short."""

    def damage(content: bytes | str, seed: int) -> bytes:
        data = bytearray(content.encode() if isinstance(content, str) else content)
        random = np.random.default_rng(seed)
        for place in random.exponential(len(data) / 8, 12).astype(int):
            data[min(place, len(data) - 1)] = random.choice((*b"09-eN", 0, 255))
        return bytes(data[: random.integers(len(data))] if seed % 2 else data)

    return damage


@pytest.fixture
def fhir() -> SimpleNamespace:
    """Builders of small FHIR resources and bundles; further elements are set on them."""
    return SimpleNamespace(
        bundle=_bundle, patient=_patient, encounter=_encounter, observation=_observation, quantity=_quantity, code=_code
    )


@pytest.fixture
def read_fhir(folder: Path) -> Callable[[dict[str, object]], Case]:
    """Write a bundle into the case folder and read it."""

    def read(bundle: dict[str, object]) -> Case:
        (folder / "visit.json").write_text(json.dumps(bundle), encoding="utf-8")
        return read_case(folder / "visit.json")

    return read


def _code(code: str, system: str = LOINC, **more: object) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}], **more}


def _quantity(value: object, unit: str = "/min", **more: object) -> dict[str, object]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit, **more}


def _bundle(*resources: dict[str, object], **more: object) -> dict[str, object]:
    entries = [{"fullUrl": f"urn:uuid:{r.get('id', place)}", "resource": r} for place, r in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}


def _patient(**more: object) -> dict[str, object]:
    return {"resourceType": "Patient", "id": "p1", "birthDate": "1968-03-05", "gender": "male", **more}


def _encounter(**more: object) -> dict[str, object]:
    period = {"start": "2026-11-20T14:22:00+09:00"}
    kind = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "in-progress",
        "class": kind,
        "period": period,
        "subject": {"reference": "Patient/p1"},
        **more,
    }


def _observation(code: str, value: object = None, unit: str = "/min", **more: object) -> dict[str, object]:
    body = {
        "resourceType": "Observation",
        "id": f"o-{code}",
        "status": "final",
        "code": _code(code),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-11-20T14:24:00+09:00",
    }
    if value is not None:
        body["valueQuantity"] = _quantity(value, unit)
    return {**body, **more}
