"""Notes, reports, films and recordings that a bundle carries or names."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from cdss.core.kinds import Modality, Presence, View
from cdss.readers.case_folder import read_case
from cdss.readers.plain_text import text_of_html

NOTE = "Chest pain since noon, sweating. 흉통."


def encoded(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def document(*attachments, **more):
    contents = [{"attachment": attachment} for attachment in attachments]
    return {"resourceType": "DocumentReference", "id": "d1", "status": "current", "content": contents, **more}


def picture(side=96):
    stream = io.BytesIO()
    Image.fromarray(np.linspace(0, 255, side * side).astype("u1").reshape(side, side)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def read(folder, fhir):
    """Read a bundle of one patient, a visit and these resources."""

    def read_it(*resources, encounter=True):
        visit = [fhir.encounter()] if encounter else []
        bundle = fhir.bundle(fhir.patient(), *visit, *resources)
        (folder / "visit.json").write_text(json.dumps(bundle), encoding="utf-8")
        return read_case(folder / "visit.json")

    return read_it


def told(case):
    return {found.code: found.text() for found in case.issues}


def test_a_note_stands_in_the_bundle(read):
    case = read(
        document({"contentType": "text/plain; charset=utf-8", "data": encoded(NOTE)}, date="2026-11-20T15:00:00Z")
    )
    assert (case.note.source, case.note.text) == ("visit.json: DocumentReference/d1", NOTE)
    assert case.note.written.isoformat() == "2026-11-20T15:00:00+00:00"
    assert case.issues == ()


def test_a_note_in_another_charset_is_decoded_as_it_says(read):
    data = encoded(NOTE.encode("utf-16-le"))
    assert read(document({"contentType": "text/plain;charset=UTF-16LE", "data": data})).note.text == NOTE
    assert read(document({"contentType": "text/plain;charset=zip", "data": encoded(NOTE)})).note.text == NOTE


def test_markup_is_taken_off_a_note(read):
    page = "<html><head><title>T</title></head><body><script>alert('x')</script><p>SpO2 &lt; 90</p><p>pale</p></body></html>"
    assert read(document({"contentType": "text/html", "data": encoded(page)})).note.text == "SpO2 < 90\npale"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b", "a\nb"),
        ("a <!-- <p>no</p> --> b", "a b"),
        ("<style>p{}</style>x", "x"),
        ("HR < 50 and BP > 90", "HR < 50 and BP > 90"),
        ("<script", "<script"),
        ("<table><tr><td>HR</td><td>90</td></tr></table>", "HR 90"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_html_reads_as_its_reader_would_see_it(markup, text):
    assert text_of_html(markup) == text


def test_a_report_gives_its_conclusion_and_its_text_once(read):
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "conclusion": "Infiltrate in the right lower lobe.",
        "presentedForm": [{"contentType": "text/plain", "data": encoded(NOTE)}],
    }
    case = read(report, document({"contentType": "text/plain", "data": encoded(NOTE)}))
    assert case.note.text == f"Infiltrate in the right lower lobe.\n\n{NOTE}"
    assert set(told(case)) == {"note_several_joined"}


@pytest.mark.parametrize(
    ("attachment", "code", "words"),
    [
        ({"contentType": "application/pdf", "data": encoded("%PDF-1.7")}, "fhir_format", "application/pdf"),
        ({"contentType": "text/rtf", "data": encoded("{\\rtf1 x}")}, "fhir_format", "text/rtf"),
        ({"contentType": "application/xml", "data": encoded("<a/>")}, "fhir_format", "application/xml"),
        ({"contentType": "text/plain", "data": "@@@"}, "fhir_data_damaged", "base64"),
        ({"contentType": "text/plain", "data": encoded(b"\0\1\2\3" * 40)}, "text_is_binary", "DocumentReference/d1"),
        ({"contentType": "text/plain", "data": encoded("  \n")}, "note_empty", "DocumentReference/d1"),
        ({"contentType": "text/plain", "data": encoded("x" * (1 << 21))}, "file_too_large", "2 MiB"),
        ({"url": "https://pacs.example/film.dcm"}, "fhir_not_fetched", "https://pacs.example"),
        ({"url": "file:///etc/passwd"}, "fhir_not_fetched", "file:///etc/passwd"),
        ({"url": "//server/share/film.dcm"}, "fhir_not_fetched", "//server"),
        ({"url": "../secret.txt"}, "path_outside_folder", "../secret.txt"),
        ({"url": "%2e%2e/secret.txt"}, "path_outside_folder", "../secret.txt"),
        ({"url": "/etc/passwd"}, "path_outside_folder", "/etc/passwd"),
        ({"url": "gone.txt"}, "file_missing", "DocumentReference/d1"),
        ({"url": "Binary/none"}, "fhir_not_fetched", "Binary/none"),
        (
            {"contentType": "image/png", "data": encoded(b"no picture")},
            "film_pixels_unreadable",
            "DocumentReference/d1",
        ),
        ({"contentType": "image/tiff", "data": encoded(b"II*")}, "fhir_format", "image/tiff"),
        (
            {"contentType": "application/dicom", "data": encoded(b"\x08\0\0\0xxxxxxx")},
            "dicom_invalid",
            "DocumentReference/d1",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(read, attachment, code, words):
    case = read(document(attachment))
    assert case.note is None and case.films == ()
    assert set(told(case)) == {code} and words in told(case)[code]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(read, folder, tmp_path):
    (tmp_path / "secret.txt").write_text("somebody else's note")
    (folder / "inside.txt").symlink_to(tmp_path / "secret.txt")
    assert set(told(read(document({"url": "inside.txt"})))) == {"path_outside_folder"}


def test_files_beside_the_bundle_are_read_by_their_content(read, folder, write_film, ramp, beats, write_wfdb):
    (folder / "my note.txt").write_text(NOTE, encoding="utf-8")
    write_film(ramp(0, 4000), ViewPosition="PA")
    write_wfdb(beats(leads=2), ["I", "II"])
    case = read(document({"url": "my%20note.txt"}, {"url": "film.dcm"}, {"url": "rec.hea"}))
    assert (case.note.text, case.films[0].view, case.films[0].source) == (NOTE, View.PA, "film.dcm")
    assert case.ecgs[0].source == "rec.hea"


def test_a_binary_of_the_bundle_holds_the_note(read):
    binary = {"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": encoded(NOTE)}
    assert read(document({"url": "Binary/b1"}), binary).note.text == NOTE
    assert read(document({"url": "urn:uuid:b1"}), binary).note.text == NOTE


def test_a_film_stands_in_media_with_its_view_and_time(read):
    media = {
        "resourceType": "Media",
        "id": "m1",
        "status": "completed",
        "view": {"text": "AP"},
        "createdDateTime": "2026-11-20T14:40:00+09:00",
        "content": {"contentType": "image/png", "data": encoded(picture())},
    }
    (film,) = read(media).films
    assert (film.source, film.view, film.pixels.shape) == ("visit.json: Media/m1", View.AP, (96, 96))
    assert film.acquired.isoformat() == "2026-11-20T14:40:00+09:00"
    ultrasound = {**media, "modality": {"coding": [{"code": "US"}]}}
    assert "its modality is US" in told(read(ultrasound))["film_other_modality"]


def test_dicom_in_the_bundle_is_read_as_from_a_file(read, folder, write_film, ramp):
    path = write_film(ramp(0, 4000), PatientID="p1", PatientSex="M", PatientAge="058Y")
    data = path.read_bytes()
    path.unlink()
    case = read(document({"contentType": "application/dicom", "data": encoded(data)}))
    assert case.films[0].pixels.max() == 4000 and case.films[0].source == "visit.json: DocumentReference/d1"
    assert case.issues == ()
    other = read(document({"contentType": "application/dicom", "data": encoded(data.replace(b"p1", b"p2"))}))
    assert [found.code for found in other.blocking] == ["patient_ids_differ"]


def test_a_page_that_was_scanned_is_no_film(read):
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "presentedForm": [{"contentType": "image/png", "data": encoded(picture())}],
    }
    case = read(report)
    assert case.films == () and set(told(case)) == {"fhir_format"}


@pytest.mark.parametrize(
    "element", [{"status": "entered-in-error"}, {"status": "superseded"}, {"docStatus": "entered-in-error"}]
)
def test_a_document_that_no_longer_holds_is_left_out(read, element):
    case = read(document({"contentType": "text/plain", "data": encoded(NOTE)}, **element))
    assert case.note is None and set(told(case)) == {"fhir_status"}


def test_a_study_without_pictures_says_where_they_are_not(read):
    study = {"resourceType": "ImagingStudy", "id": "s1", "modality": [{"code": "DX"}]}
    case = read(study)
    assert told(case)["fhir_study_elsewhere"].startswith("ImagingStudy/s1")
    assert case.presence(Modality.IMAGE) is Presence.MISSING
    assert read({**study, "modality": [{"coding": [{"code": "MR"}]}]}).issues == ()


def test_documents_of_another_visit_are_left_out(read):
    old = document({"contentType": "text/plain", "data": encoded(NOTE)}, date="2020-01-01T10:00:00Z")
    case = read(old)
    assert case.note is None and "DocumentReference (1)" in told(case)["fhir_other_visits"]
    assert read(old, encounter=False).note.text == NOTE


def test_too_many_attachments_are_not_opened(read):
    texts = [{"contentType": "text/plain", "data": encoded(f"note {i}")} for i in range(60)]
    case = read(document(*texts))
    assert case.note.text.count("note ") == 50 and "fhir_attachments_many" in told(case)


def test_each_picture_has_a_name_of_its_own(read):
    one = {"contentType": "image/png", "data": encoded(picture())}
    names = [film.source for film in read(document(one, one)).films]
    assert names == ["visit.json: DocumentReference/d1", "visit.json: DocumentReference/d1 (2)"]
