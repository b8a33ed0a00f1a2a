"""Cases of every format with identifiers planted wherever the format has a place for them."""

from __future__ import annotations

import json
from pathlib import Path
from struct import pack

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file

from tests.cdss.readers import test_ecg_aecg as aecg
from tests.cdss.readers import test_ecg_edf as edf
from tests.cdss.readers import test_ecg_muse as muse
from tests.cdss.readers import test_ecg_philips as philips
from tests.cdss.readers import test_ecg_scp as scp
from tests.cdss.readers.conftest import _film_dataset

FAMILY, GIVEN, KOREAN, NUMBER = "Honggyeol", "Zebulon", "홍길동", "PT-99-4711"
RRN, PHONE, MAIL, BIRTH = "600102-1234567", "010-9876-5432", "zeb@mail.example", "19600102"
DOCTOR, HOSPITAL = "Quimby", "Mokdong-Zentrum"
PLANTED = (FAMILY, GIVEN, KOREAN, NUMBER, RRN, PHONE, MAIL, BIRTH, DOCTOR, HOSPITAL)

NOTE = (
    f"{KOREAN}님, {RRN}, 연락처 {PHONE}. {GIVEN} {FAMILY} ({NUMBER}, {MAIL}) came on 2026-11-20 with crushing chest pain. "
    f"BP 120/80, HR 110. Seen by Dr. {DOCTOR}."
)

KINDS = ("dicom", "png", "dicom_ecg", "wfdb", "csv", "aecg", "philips", "muse", "edf", "scp", "inline", "fhir")


def found_in(folder: Path, words: tuple[str, ...] = PLANTED) -> dict[str, list[str]]:
    """The planted words that stand in any file or name below ``folder``, in the encodings that files have them in."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        content += str(path.relative_to(folder)).encode("utf-8", "surrogateescape")
        for word in words:
            if any(
                word.encode(code, "ignore") in content
                for code in ("utf-8", "utf-16-le", "cp949")
                if word.encode(code, "ignore")
            ):
                found.setdefault(word, []).append(path.name)
    return found


def write_case(folder: Path, kind: str) -> Path:
    """A case whose folder bears the name too; returns what is opened."""
    case = folder / f"{KOREAN} {NUMBER}"
    case.mkdir(parents=True)
    if kind not in ("inline", "fhir"):
        (case / f"{FAMILY} note.txt").write_text(NOTE, encoding="utf-8")
        (case / "vitals.csv").write_text(
            f"time,heart_rate,sbp,nurse\n2026-11-20T10:00,110,160,{DOCTOR}\n", encoding="utf-8"
        )
    {
        "dicom": _dicom, "png": _png, "dicom_ecg": _dicom_ecg, "wfdb": _wfdb, "csv": _csv, "aecg": _aecg,
        "philips": _philips, "muse": _muse, "edf": _edf, "scp": _scp, "inline": _inline, "fhir": _fhir,
    }[kind](case)  # fmt: skip
    return case / "bundle.json" if kind == "fhir" else case


def film() -> Dataset:
    """A small DX film with identity in standard, private, nested, unknown and binary places."""
    made = _film_dataset(np.linspace(0, 4000, 6400).round().astype(np.int64).reshape(80, 80), 16, False)
    made.SpecificCharacterSet = "ISO_IR 192"
    made.PatientName, made.PatientID = f"{FAMILY}^{GIVEN}=洪^吉洞={KOREAN}", NUMBER
    made.PatientBirthDate, made.PatientSex, made.PatientAge = BIRTH, "M", "066Y"
    made.OtherPatientIDs, made.PatientTelephoneNumbers, made.PatientAddress = RRN, PHONE, HOSPITAL
    made.PatientComments, made.StudyDescription = f"call {PHONE}", f"chest of {GIVEN}"
    made.ReferringPhysicianName, made.OperatorsName, made.InstitutionName = DOCTOR, DOCTOR, HOSPITAL
    made.AccessionNumber, made.StudyID = NUMBER, NUMBER
    made.StudyDate, made.StudyTime, made.AcquisitionDate = "20261120", "101500", "20261120"
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3.4711.1", "1.2.3.4711.2"
    made.BodyPartExamined, made.ViewPosition, made.ImageType = "CHEST", "PA", ["ORIGINAL", "PRIMARY", FAMILY.upper()]
    made.ProtocolName, made.WindowCenterWidthExplanation = f"{FAMILY} protocol", KOREAN
    item = Dataset()
    item.PatientID, item.TypeOfPatientID = RRN, "TEXT"
    made.OtherPatientIDsSequence = [item]
    block = made.private_block(0x0011, f"{FAMILY} PRIVATE", create=True)
    block.add_new(0x01, "LO", f"{GIVEN} {PHONE}")
    made.add_new(0x60003000, "OW", NUMBER.encode() * 4)
    made.add_new(0x00091101, "UN", KOREAN.encode() + b" ")
    made.PixelData = made.PixelData + f"{FAMILY} behind the pixels ".encode()
    made.preamble = f"{GIVEN} in the preamble".encode().ljust(128, b"\0")
    return made


def _dicom(case: Path) -> None:
    film().save_as(case / f"{FAMILY}.dcm", enforce_file_format=True)


def _png(case: Path) -> None:
    told = PngInfo()
    told.add_text("Patient", f"{FAMILY} {PHONE}")
    grey = np.linspace(0, 255, 160 * 160).round().astype(np.uint8).reshape(160, 160)
    Image.fromarray(grey).save(case / f"{GIVEN}.png", pnginfo=told)


def _dicom_ecg(case: Path) -> None:
    made = dcmread(get_testdata_file("waveform_ecg.dcm", download=False))
    made.SpecificCharacterSet = "ISO_IR 192"
    made.PatientName, made.PatientID, made.PatientBirthDate = f"{FAMILY}^{GIVEN}={KOREAN}", NUMBER, BIRTH
    made.InstitutionName, made.ReferringPhysicianName = HOSPITAL, DOCTOR
    made.save_as(case / "x.dcm")


def _beats() -> np.ndarray:
    phase = np.arange(2000) / 500 % 1.0
    return np.exp(-((phase - 0.4) ** 2) / 0.0004)[:, None] * np.linspace(0.5, 1.5, 12)[None, :]


def _wfdb(case: Path) -> None:
    import wfdb

    leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]
    said = [f"Name: {GIVEN} {FAMILY}", f"MRN: {NUMBER}", "Age: 66", f"by {DOCTOR} at {HOSPITAL}"]
    wfdb.wrsamp(
        "rec", fs=500, units=["mV"] * 12, sig_name=leads, p_signal=_beats(), write_dir=str(case), fmt=["16"] * 12,
        comments=said,
    )  # fmt: skip


def _csv(case: Path) -> None:
    rows = "\n".join(f"{a:.4f},{b:.4f},{c:.4f}" for a, b, c in _beats()[:, (0, 1, 6)])
    head = f"# Name: {GIVEN} {FAMILY}\n# ID: {NUMBER}\n# fs=500\n# unit=mV\nI,II,V1\n"
    (case / f"{NUMBER}.csv").write_text(head + rows + "\n", encoding="utf-8")


def _aecg(case: Path) -> None:
    leads = (aecg.lead(name) for name in ("I", "II", "V1"))
    whose = f"""<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject>
      <id extension="{NUMBER}"/><subjectDemographicPerson><name><family>{FAMILY}</family><given>{GIVEN}</given></name>
      <birthTime value="{BIRTH}"/></subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf>
      </timepointEvent></componentOf>"""
    (case / "a.xml").write_text(aecg.document(aecg.group(*leads), head=whose), encoding="utf-8")


def _philips(case: Path) -> None:
    made = philips.document(philips.waves()).replace(
        "<patientid>P-7</patientid>",
        f"<patientid>{NUMBER}</patientid><name><lastname>{FAMILY}</lastname><firstname>{GIVEN}</firstname></name>",
    )
    (case / "p.xml").write_text(made, encoding="utf-8")


def _muse(case: Path) -> None:
    whose = f"<PatientLastName>{FAMILY}</PatientLastName><PatientFirstName>{GIVEN}</PatientFirstName>"
    made = muse.document(muse.rhythm(), patient=whose).replace("P-7", NUMBER)
    (case / "m.xml").write_text(made, encoding="latin-1")


def _edf(case: Path) -> None:
    patient, by = f"{NUMBER} M 02-JAN-1960 {GIVEN}_{FAMILY}", f"Startdate 02-JAN-2026 {NUMBER} {DOCTOR} X"
    (case / "e.edf").write_bytes(edf.edf(edf.three(), patient=patient, recording=by))


def _scp(case: Path) -> None:
    whose = {
        0: FAMILY.encode() + b"\0",
        1: GIVEN.encode() + b"\0",
        2: NUMBER.encode() + b"\0",
        5: pack("<HBB", 1960, 1, 2),
    }
    (case / "s.scp").write_bytes(scp.scp(tags=dict(sorted({**scp.TAGS, **whose}.items()))))


def _inline(case: Path) -> None:
    told = {
        "schema": "cdss.case/1", "case_id": f"{NUMBER}", "patient": {"id": RRN, "age_years": 97, "sex": "M"},
        "arrival": {"time": "2026-11-20T10:15:00+09:00", "mode": "ambulance"},
        "chief_complaint": f"{KOREAN}님 흉통", "note": {"text": NOTE.replace(GIVEN, f"Mr. {GIVEN}")},
        "history": ["hypertension", f"followed by Dr. {DOCTOR}"],
        "vitals": {"rows": [{"time": f"2026-11-20T{at}+09:00", "heart_rate": n} for at, n in (("10:20", 110), ("11:20", 96))]},
        "sources": [{"part": "note", "credit": f"{GIVEN} {FAMILY}"}],
    }  # fmt: skip
    (case / "case.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _fhir(case: Path) -> None:
    from base64 import b64encode

    patient = {
        "resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1960-01-02",
        "identifier": [{"value": NUMBER}], "name": [{"family": FAMILY, "given": [GIVEN]}], "telecom": [{"value": PHONE}],
    }  # fmt: skip
    pulse = {
        "resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}, "effectiveDateTime": "2026-11-20T10:00:00Z",
        "valueQuantity": {"value": 110, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    }  # fmt: skip
    note = {
        "resourceType": "DocumentReference", "id": "d1", "status": "current", "subject": {"reference": "Patient/p1"},
        "type": {"coding": [{"system": "http://loinc.org", "code": "34111-5"}]}, "date": "2026-11-20T10:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": b64encode(NOTE.encode()).decode()}}],
    }  # fmt: skip
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:x:{r['id']}", "resource": r} for r in (patient, pulse, note)],
    }
    (case / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")
