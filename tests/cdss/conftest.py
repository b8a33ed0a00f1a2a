"""Small cohorts in the formats of the real files: a visit table, a film folder, an ECG archive, a hospital's folder."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import shutil
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cdss.core.fhir_names import COMPOSITE, LOINC, MDC, MODE_OF_ARRIVAL, OWN_TAGS
from cdss.core.paths import demo_dir
from cdss.training.cohort_visits import FILE
from cdss.training.splits import film_split

FLAGS = (
    *("ETOHAB", "ALZHD", "ASTHMA", "CANCER", "CEBVD", "CKD", "COPD", "CHF", "CAD", "DEPRN"),
    *("DIABTYP1", "DIABTYP2", "DIABTYP0", "ESRD", "HPE", "HYPLIPID", "HTN", "OBESITY", "OSA", "SUBSTAB"),
)
TESTS = ("EKG", "XRAY")
DISPOSITION = ("DOA", "DIEDED", "ADMITHOS", "OBSHOS")
PHRASES = tuple(f"RFV{i}_TEXT" for i in range(1, 6))
COLUMNS = (
    "YEAR",
    "AGE",
    "SEX",
    "ARREMS",
    *("TEMPF", "PULSE", "RESPR", "BPSYS", "BPDIAS", "POPCT", "IMMEDR", "PAINSCALE"),
    *FLAGS,
    "NOCHRON",
    *("DIAG1", "DIAG2", "DIAG3"),
    *TESTS,
    *DISPOSITION,
    *("ADMIT", "HDSTAT", "AGEDAYS"),
    *PHRASES,
)
ORDINARY = {
    "YEAR": 2016,
    "AGE": 55.0,
    "SEX": 1.0,
    "ARREMS": 2.0,
    "TEMPF": 981.0,
    "PULSE": 75.0,
    "RESPR": 18.0,
    "BPSYS": 160.0,
    "BPDIAS": 90.0,
    "POPCT": 98.0,
    "IMMEDR": 3.0,
    "PAINSCALE": 4.0,
    **dict.fromkeys(FLAGS, 0.0),
    "NOCHRON": 0.0,
    "DIAG1": "R079",
    "DIAG2": "-9",
    "DIAG3": "-9",
    **dict.fromkeys((*TESTS, *DISPOSITION), 0.0),
    "ADMIT": -7.0,
    "HDSTAT": -7.0,
    "AGEDAYS": -7.0,
    **dict.fromkeys(PHRASES, ""),
}


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory):
    """Nothing is written to the data folder, and to the audit, of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


@pytest.fixture
def write_visits(tmp_path):
    """Writes rows (what differs from an ordinary visit) as the survey's gzipped table; returns the data folder."""

    def write(*rows):
        (tmp_path / "nhamcs").mkdir(exist_ok=True)
        with gzip.open(tmp_path / "nhamcs" / FILE, "wt", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            writer.writerows({**ORDINARY, **row} for row in rows)
        return tmp_path

    return write


@pytest.fixture(scope="session")
def patients():
    """The first patient numbers of each film split."""
    found = {"train": [], "tune": [], "test": []}
    for patient in range(1, 400):
        found[film_split(patient)].append(patient)
    return found


FILM_COLUMNS = (
    "f",
    "cls",
    "Finding Labels",
    "Follow-up #",
    "Patient ID",
    "Patient Age",
    "Patient Gender",
    "View Position",
)
CROP_COLUMNS = ("id", "cls", "Finding Labels", "Patient ID", "Patient Age", "Patient Gender", "View Position", "file")


def _jpeg(gray):
    stream = io.BytesIO()
    Image.fromarray(gray).save(stream, "JPEG", quality=95)
    return stream.getvalue()


@pytest.fixture
def write_films(tmp_path):
    """Writes (name, labels, patient, age, gender, view, grey uint8 array) rows as the folder of whole films."""

    def write(*films):
        (tmp_path / "cxr_nih" / "images").mkdir(parents=True, exist_ok=True)
        with (tmp_path / "cxr_nih" / "labels.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(FILM_COLUMNS)
            for name, labels, patient, age, gender, view, gray in films:
                writer.writerow((name, labels.split("|")[0], labels, 0, patient, age, gender, view))
                if gray is not None:
                    (tmp_path / "cxr_nih" / "images" / name).write_bytes(_jpeg(gray))
        return tmp_path

    return write


@pytest.fixture
def write_crops(tmp_path):
    """Writes the same rows as the folder of lung crops (RSNA class ``rsna`` for all), the pictures in their archive."""

    def write(*crops, rsna="op"):
        (tmp_path / "cxr_lungcrops").mkdir(exist_ok=True)
        with (tmp_path / "cxr_lungcrops" / "labels.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(CROP_COLUMNS)
            writer.writerows((n[:-4], rsna, labels, p, age, g, view, n) for n, labels, p, age, g, view, _ in crops)
        with zipfile.ZipFile(tmp_path / "cxr_lungcrops" / "lungcrops_224.zip", "w") as archive:
            for name, *_, gray in crops:
                archive.writestr(name, _jpeg(gray))
        return tmp_path

    return write


@pytest.fixture
def write_ecgs(tmp_path):
    """Writes labels [n, 6] and splits as the archive of ECGs; the signals are noise unless given (mV / SD x 1000)."""

    def write(labels, split, signals=None):
        (tmp_path / "ptbxl").mkdir(exist_ok=True)
        n = len(split)
        noise = np.random.default_rng(4).normal(0, 1000, (n, 12, 1000))
        np.savez_compressed(
            tmp_path / "ptbxl" / "ptbxl_2285_100hz_z.npz",
            X=np.asarray(noise if signals is None else signals).astype(np.int16),
            Y=np.asarray(labels, np.float32),
            ecg_id=np.arange(1, n + 1),
            split=np.array(split),
            labels=np.array(["MI", "STTC", "HYP", "CD", "NORM", "AF"]),
        )
        return tmp_path

    return write


TEXTS = ("", "Chest pain", "Shortness of breath", "Fever; Cough", "Fever", "Cough")
CODES = ("R079", "I214", "J189", "I509", "I4891", "A419")


@pytest.fixture
def tiny_data(write_visits, write_films, write_ecgs, patients):
    """A whole data folder: 240 visits over five years in which urgency, vitals and note go together, 30 films, 60 ECGs."""
    rng = np.random.default_rng(7)
    rows = []
    for i in range(240):
        level, text = 1 + i // 5 % 5, TEXTS[i % 4]
        rows.append(
            {
                "YEAR": 2016 + i % 5,
                "AGE": 20 + i % 70,
                "SEX": 1 + i % 2,
                "IMMEDR": level if i % 6 else -9,
                "PULSE": 140 - 12 * level + rng.integers(0, 9),
                "POPCT": 88 + 2 * level if i % 7 else -9,
                "ADMITHOS": int(level <= 2),
                "ADMIT": int(level == 1),
                "DIAG1": CODES[i % 6],
                **{f"RFV{k}_TEXT": part for k, part in enumerate(text.split("; "), 1)},
            }
        )
    films = []
    for split in ("train", "tune", "test"):
        for i, patient in enumerate(patients[split][:10]):
            label = ("Pneumonia", "Edema", "No Finding")[i % 3]
            films.append((f"{split}{i}.jpg", label, patient, 50, "FM"[i % 2], "PA", None))
    write_films(*films)
    labels = np.tile(np.eye(6), (10, 1))
    write_ecgs(labels, ["train"] * 36 + ["val"] * 12 + ["test"] * 12)
    return write_visits(*rows)


@pytest.fixture
def tiny_fusion(tiny_data):
    """The same as ``FusionData``, with note vectors and donor evidence drawn at random (donors of a class are alike)."""
    import torch

    from cdss.nets.normalise import fit_scales
    from cdss.training.cohort_visits import load_visits
    from cdss.training.fusion_data import assemble
    from cdss.training.note_vectors import COMPONENTS, LONGEST, NoteVectors

    visits = load_visits(tiny_data)
    generator = torch.Generator().manual_seed(1)
    lengths = torch.tensor([2, 4, 5, 6, 3, 3])
    tokens = torch.randn(len(TEXTS), LONGEST, COMPONENTS, generator=generator).half()
    tokens[torch.arange(LONGEST)[None] >= lengths[:, None]] = 0
    pooled = tokens.float().sum(dim=1) / lengths[:, None]
    places = {text: i for i, text in enumerate(TEXTS)}
    notes = NoteVectors(places, tokens, lengths, pooled, torch.zeros(384), torch.zeros(384, COMPONENTS))
    image = torch.randn(30, 49, 8, generator=generator) + 3 * torch.eye(8)[torch.arange(30) % 3][:, None]
    ecg = torch.randn(60, 32, 6, generator=generator) + 3 * torch.eye(6)[torch.arange(60) % 6][:, None]
    return assemble(tiny_data, visits, fit_scales(visits.vitals, visits.age), notes, image, ecg)


@pytest.fixture(scope="session")
def reference_tables():
    """Makes the tables of ``reference.safetensors``: eight visits on a quarter circle, 10 degrees apart, and what is ``changed``.

    Visit i lies at 10 * i degrees, has level 1 + i // 2 and donor i % 2; even visits were admitted, only the first went to
    ICU; visits 6 and 7 are no part of the random sample.
    """

    def make(**changed):
        angle = np.radians(10 * np.arange(8))
        even = np.arange(8) % 2 == 0
        conditions = np.zeros((8, 10), bool)
        conditions[5, 2] = True  # pneumonia
        tables = {
            "embedding": np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float16),
            "centre": np.zeros(3, np.float32),
            "basis": np.eye(3, 2, dtype=np.float32),
            "level": (1 + np.arange(8) // 2).astype(np.int8),
            "outcomes": np.column_stack([even, np.arange(8) == 0]),
            "conditions": conditions,
            "decade": np.array([60, -1, 20, 30, 40, 50, 70, 80], np.int8),
            "sex": np.array([1, 0, -1, 0, 1, 0, 1, 0], np.int8),
            "drawn": np.arange(8) < 6,
            "vitals": np.where(np.arange(7) < 6, 0.5, np.nan) * np.ones((8, 1)).astype(np.float16),
            "film_of": (np.arange(8) % 2).astype(np.int16),
            "ecg_of": (np.arange(8) % 2).astype(np.int16),
            "film": np.zeros((2, 49, 8), np.float16),
            "ecg": np.zeros((2, 32, 6), np.float16),
            "repeat_sd": np.array([5, 3, 8, 6, 1, 0.2, 0], np.float32),
        }
        return {**tables, **changed}

    return make


@pytest.fixture(scope="session")
def make_reference(reference_tables):
    """The same as a ``Reference``."""
    from cdss.nets.reference import Reference

    def make(**changed):
        tables = {n: t.astype(np.float32) if t.dtype.kind == "f" else t for n, t in reference_tables(**changed).items()}
        return Reference(**tables, complaints=tuple(f"Complaint {i}" for i in range(len(tables["level"]))))

    return make


# a hospital's cohort folder: 64 visits of 48 patients ---------------------------------------------------------------------

COHORT_COLUMNS = (
    *("visit_id", "patient_id", "split", "year", "age", "sex", "arrival"),
    *("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "pain", "consciousness"),
    *("history", "note", "level", "admitted", "critical", "icd10", "film", "film_view", "ecg"),
)
COHORT_NOTES = ("c/o chest pain, no fever", "SOB x2d", "호흡곤란, 기침", "")
COHORT_CODES = ("R07.9", "I21.4", "J18.9; I50.9", "")
FILM, ECG = "films/a.jpg", "ecgs/00483_hr.hea"


def rows_of(count=64):
    """Ordinary visits: two of three patients come once, the others twice; every fourth has a film, every third an ECG."""
    rows = []
    for i in range(count):
        patient = i % (count * 3 // 4)
        rows.append(
            {
                "visit_id": f"v{i}",
                "patient_id": f"p{patient}",
                "split": ("train", "train", "tune", "test")[patient % 4],
                "year": 2021,
                "age": 30 + i % 60,
                "sex": "FMOU"[i % 4],
                "arrival": ("ambulance", "other", "unknown", "")[i % 4],
                "heart_rate": 60 + i % 80,
                "resp_rate": 16,
                "sbp": 120 if i % 5 else "",
                "dbp": 70,
                "spo2": 98 - i % 6,
                "temperature_c": 36.6,
                "pain": i % 11,
                "consciousness": "A" if i % 7 else "C",
                "history": ("hypertension; diabetes", "", "no chronic disease")[i % 3],
                "note": COHORT_NOTES[i % 4],
                "level": 1 + i % 5 if i % 6 else "",
                "admitted": int(i % 5 < 2),
                "critical": int(i % 5 == 0),
                "icd10": COHORT_CODES[i % 4],
                "film": FILM if i % 4 == 0 else "",
                "film_view": "PA" if i % 4 == 0 else "",
                "ecg": ECG if i % 3 == 0 else "",
            }
        )
    return rows


def write_cohort(folder, rows, columns=COHORT_COLUMNS):
    """Write the rows as ``visits.csv``, with one film and one ECG of a demonstration patient beside it."""
    source = demo_dir() / "01-chest-pain"
    for name in ("films", "ecgs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(next((source / "image").iterdir()), folder / FILM)
    for path in (source / "ecg").iterdir():
        shutil.copyfile(path, folder / "ecgs" / path.name)
    with (folder / "visits.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="session")
def cohort_files():
    """How a cohort folder is written: ``rows_of(count)``, ``write(folder, rows, columns)``, and the names in it."""
    return SimpleNamespace(rows_of=rows_of, write=write_cohort, COLUMNS=COHORT_COLUMNS, FILM=FILM, ECG=ECG)


VITALS_LOINC = {
    "heart_rate": ("8867-4", "/min"),
    "resp_rate": ("9279-1", "/min"),
    "sbp": ("8480-6", "mm[Hg]"),
    "dbp": ("8462-4", "mm[Hg]"),
    "spo2": ("59408-5", "%"),
    "temperature_c": ("8310-5", "Cel"),
    "pain": ("72514-3", "{score}"),
}
LEAD_NUMBERS = (1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8)


@pytest.fixture(scope="session")
def as_bundle():
    """A case that was read from a folder as a FHIR bundle, as a hospital's system would export it."""
    return _as_bundle


def _as_bundle(case, folder):
    files = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    subject = {"subject": {"reference": "Patient/p"}}
    born = case.arrival.time.date().replace(year=case.arrival.time.year - int(case.patient.age_years))
    mode = {"url": MODE_OF_ARRIVAL, "valueCoding": {"code": "A" if case.arrival.mode == "ambulance" else "C"}}
    resources = [
        {
            "resourceType": "Patient",
            "id": "p",
            "identifier": [{"type": _concept("MR"), "value": case.patient.id}],
            "birthDate": born.isoformat(),
            "gender": {"M": "male", "F": "female"}[case.patient.sex],
        },
        {
            "resourceType": "Encounter",
            "id": "e",
            "status": "in-progress",
            "period": {"start": case.arrival.time.isoformat()},
            "reasonCode": [{"text": case.chief_complaint}],
            "extension": [mode] if case.arrival.mode != "unknown" else [],
            **subject,
        },
        *({"resourceType": "Condition", "code": {"text": name}, **subject} for name in case.history or ()),
        *(o for row in (case.vitals.rows if case.vitals else ()) for o in _vitals_of(row, subject)),
        *(
            {"resourceType": "Media", "status": "completed", **_media(i, folder), **subject}
            for i in files.get("images", ())
        ),
        *(_ecg_of(ecg) for ecg in case.ecgs),
    ]
    if case.note is not None:
        note = {"contentType": "text/plain", "data": _base64((folder / "note.txt").read_bytes())}
        resources.append(
            {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": note}], **subject}
        )
    tag = [{"system": OWN_TAGS, "code": COMPOSITE}] if case.composite else []
    entries = [{"resource": {"id": f"r{i}", **r}} for i, r in enumerate(resources)]
    return {"resourceType": "Bundle", "id": case.case_id, "type": "collection", "meta": {"tag": tag}, "entry": entries}


def _vitals_of(row, subject):
    head = {"resourceType": "Observation", "status": "final", "effectiveDateTime": row.time.isoformat(), **subject}
    for field, (code, unit) in VITALS_LOINC.items():
        if (value := getattr(row, field)) is not None:
            yield {**head, "code": _concept(code, LOINC), "valueQuantity": {"value": value, "code": unit}}
    if row.on_oxygen is not None:
        share = {"value": 40 if row.on_oxygen else 21, "code": "%"}
        yield {**head, "code": _concept("3150-0", LOINC), "valueQuantity": share}
    if row.consciousness is not None:
        yield {**head, "code": _concept("80288-4", LOINC), "valueCodeableConcept": {"text": row.consciousness.name}}


def _media(image, folder):
    content = {"contentType": "image/jpeg", "data": _base64((folder / image["path"]).read_bytes())}
    return {"view": {"text": image["view"]}, "content": content}


def _ecg_of(ecg):
    parts = [
        {
            "code": _concept(str(131328 + number), MDC),
            "valueSampledData": {
                "origin": {"value": 0, "unit": "uV"},
                "period": 1000 / ecg.rate_hz,
                "dimensions": 1,
                "data": " ".join("E" if np.isnan(v) else f"{v * 1000:.3f}" for v in lead),
            },
        }
        for number, lead in zip(LEAD_NUMBERS, ecg.signal_mv.astype(float), strict=True)
    ]
    return {"resourceType": "Observation", "status": "final", "code": _concept("11524-6", LOINC), "component": parts}


def _concept(code, system=""):
    return {"coding": [{"system": system, "code": code}]}


def _base64(data):
    return base64.b64encode(data).decode()
