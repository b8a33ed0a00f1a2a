"""A map of the film as a picture of its own: the film through its window, the map over it, and below it in words what it is.

A Secondary Capture in colour (DICOM PS3.3 A.8.1), derived from the film: no archive can take it for the examination itself.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from highdicom import UID
from highdicom.sc import SCImage
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom import Dataset
from pydicom.sr.codedict import codes

from cdss import __version__
from cdss.core.figures import percent
from cdss.core.kinds import RISK, STATUS_SENTENCE, Modality
from cdss.records.assessment import Assessment
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, display_gray
from cdss.records.film_colours import HEAT, HEAT_AGAINST
from cdss.records.film_heat import LEAST, OPACITY, colour_table, heat_rgba
from cdss.report.dicom.subject import CHARACTER_SET, MANUFACTURER, STANDARD_SERIES, Subject
from cdss.session.explanation.film_maps import FULL_EFFECT, FULL_FROM, ShownMap, drawn_unasked, shown_maps
from cdss.session.panes import FilmPane

LONGEST = 1024
"""Most pixels of the longer side: the network's map has 7 to 56 cells a side, and the film itself is in the archive."""

LEAST_WIDTH = 640
"""Least width: what stands below the picture must be readable."""


def filed_maps(film: Film, cam: ImageCam, assessment: Assessment) -> tuple[ShownMap, ...]:
    """The maps worth filing: those that are drawn without being asked for, where they show anything."""
    pane = FilmPane(film, assessment.findings.get(Modality.IMAGE, ()), cam, (), "")
    return tuple(one for one in drawn_unasked(shown_maps(pane, "en", "")) if one.map.values.any())


def heat_maps(
    film: Film, cam: ImageCam, assessment: Assessment, subject: Subject, made: datetime
) -> tuple[Dataset, ...]:
    """One Secondary Capture a map worth filing over ``film``, all of one series, filed under ``subject``."""
    series = UID()
    filed = enumerate(filed_maps(film, cam, assessment), start=1)
    return tuple(_capture(film, one, assessment, subject, made, (series, number)) for number, one in filed)


def label(shown: ShownMap, assessment: Assessment) -> tuple[str, ...]:
    """What stands below the picture: what it is, of which finding and how probable, by which model, and what it is not."""
    chance = _probability_of(shown, assessment)
    ends = "red for, blue striped against" if shown.signed else "yellow weak, red strong"
    full = (
        f"an effect of {100 * FULL_EFFECT:.0f} points" if shown.signed else f"a probability of {100 * FULL_FROM:.0f} %"
    )
    return (
        f"AI HEAT MAP (Grad-CAM): {shown.name}{chance}",
        f"Relative colours: {ends}.",
        f"Its peak is drawn at {100 * shown.strength:.0f} % of full colour, at 100 % from {full} on.",
        f"Model {assessment.model.name} {assessment.model.version}. It shows where the network looked, not where disease is.",
        STATUS_SENTENCE,
    )


def picture(film: Film, shown: ShownMap, lines: tuple[str, ...]) -> NDArray[np.uint8]:
    """uint8 [rows, columns, 3]: the film under its map as the window shows it at first, ``lines`` on black below it."""
    base = Image.fromarray(np.rint(display_gray(film) * 255.0).astype(np.uint8)).convert("RGB")
    scale = max(min(LONGEST / max(base.size), 1.0), LEAST_WIDTH / base.width)
    base = base.resize((round(base.width * scale), round(base.height * scale)), Image.Resampling.LANCZOS)
    tables = colour_table(HEAT), colour_table(HEAT_AGAINST)
    heat = heat_rgba(shown.map.values, tables, OPACITY, LEAST, shown.strength)
    over = _enlarged(heat, base.size)
    mixed = np.asarray(base, dtype=np.float32) * (1.0 - over[..., 3:] / 255.0) + over[..., :3]
    drawn = np.rint(np.clip(mixed, 0.0, 255.0)).astype(np.uint8)
    return np.concatenate([drawn, _strip(lines, drawn.shape[1])])


def _enlarged(heat: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float32]:
    """float32 [rows, columns, 4]. Channel by channel: as one picture its colours would be divided by their opacity, and come
    out as rings where that is small."""
    channels = (Image.fromarray(np.ascontiguousarray(heat[..., at])) for at in range(heat.shape[-1]))
    return np.stack([np.asarray(c.resize(size, Image.Resampling.BILINEAR), np.float32) for c in channels], axis=-1)


def _strip(lines: tuple[str, ...], width: int) -> NDArray[np.uint8]:
    """``lines`` in white on black, [rows, width, 3]; as large as the longest of them allows."""
    longest = max(ImageFont.load_default(100).getlength(line) for line in lines)
    size = min(20.0, 100.0 * 0.93 * width / longest)
    step = round(size * 1.5)
    strip = Image.new("RGB", (width, step * len(lines) + step // 2))
    pen, face = ImageDraw.Draw(strip), ImageFont.load_default(size)
    for row, line in enumerate(lines):
        pen.text((round(width * 0.02), step // 4 + row * step), line, font=face, fill="white")
    return np.asarray(strip, dtype=np.uint8)


def _probability_of(shown: ShownMap, assessment: Assessment) -> str:
    """How probable what the map speaks of is, where the assessment says so: pneumonia is a finding and a condition."""
    if not shown.signed:
        return f", probability {shown.figure}"
    chances = dict(assessment.outcomes) | {c.code: c.probability for c in assessment.conditions}
    chances[RISK] = assessment.risk.score / 10.0
    return f", probability {percent(chances[shown.map.target])}" if shown.map.target in chances else ""


def _capture(
    film: Film, shown: ShownMap, assessment: Assessment, subject: Subject, made: datetime, place: tuple[str, int]
) -> Dataset:
    who, lines = subject.attributes, label(shown, assessment)
    image = SCImage(
        picture(film, shown, lines),
        "RGB",
        8,
        "PATIENT",
        study_instance_uid=subject.study_uid,
        series_instance_uid=place[0],
        series_number=STANDARD_SERIES + 1,
        sop_instance_uid=UID(),
        instance_number=place[1],
        manufacturer=MANUFACTURER,
        patient_id=who["PatientID"],
        patient_name=who["PatientName"],
        patient_birth_date=who["PatientBirthDate"],
        patient_sex=who["PatientSex"],
        accession_number=who["AccessionNumber"],
        study_id=who["StudyID"],
        study_date=who["StudyDate"],
        study_time=who["StudyTime"],
        referring_physician_name=who["ReferringPhysicianName"],
        patient_orientation=("L", "F"),
        series_description="AI heat map, for research",
        manufacturer_model_name=f"{assessment.model.name} {assessment.model.version}",
        software_versions=__version__,
        specific_character_set=CHARACTER_SET,
    )
    image.copy_patient_and_study_information(subject.dataset())
    image.PatientOrientation = list(film.orientation) if film.orientation else None
    _describe(image, lines, subject, made)
    return image


def _burned_in(film: Film | None) -> str | None:
    """Whether the film itself names the patient in its picture, as its file says: what is added here never does."""
    stated = next((tag.value for tag in film.tags if tag.tag == "(0028,0301)"), "") if film else ""
    return stated if stated in ("YES", "NO") else None


def _describe(image: Dataset, lines: tuple[str, ...], subject: Subject, made: datetime) -> None:
    """What it was derived from and how."""
    image.ConversionType, image.Laterality = "WSD", ""  # the chest has no other side
    if (stated := _burned_in(subject.film)) is not None:
        image.BurnedInAnnotation = stated
    image.DerivationDescription = " ".join(lines)[:1024]
    image.ImageComments = " ".join((*lines, subject.without)).strip()[:10240]
    image.SecondaryCaptureDeviceManufacturer = MANUFACTURER
    image.DateOfSecondaryCapture, image.TimeOfSecondaryCapture = f"{made:%Y%m%d}", f"{made:%H%M%S}"
    if subject.film is not None:
        image.SourceImageSequence = [_reference(subject)]


def _reference(subject: Subject) -> Dataset:
    purpose, item = Dataset(), Dataset()
    code = codes.DCM.SourceImageForImageProcessingOperation
    purpose.CodeValue, purpose.CodingSchemeDesignator, purpose.CodeMeaning = (
        code.value,
        code.scheme_designator,
        code.meaning,
    )
    item.ReferencedSOPClassUID = subject.attributes["SOPClassUID"]
    item.ReferencedSOPInstanceUID = subject.attributes["SOPInstanceUID"]
    item.PurposeOfReferenceCodeSequence = [purpose]
    return item
