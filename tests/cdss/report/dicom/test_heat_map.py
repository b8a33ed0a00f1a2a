"""The heat map as a Secondary Capture: film and colours in place, words below, and what it was made from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydicom.uid import SecondaryCaptureImageStorage

from cdss.core.kinds import STATUS_SENTENCE, Modality
from cdss.records.assessment import Finding
from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Window
from cdss.records.film_map import FilmMap
from cdss.report.dicom.heat_map import LEAST_WIDTH, filed_maps, label, picture
from cdss.session.explanation.film_maps import FAINTEST, FUSED, shown_maps
from cdss.session.panes import FilmPane

ONES = np.ones((4, 4), np.float32)


def fused(target, effect=0.2, values=ONES):
    return FilmMap(Method.GRAD_CAM, target, values, effect=effect)


def maps_of(told, cam):
    """The maps of a film as the window has them, by their key."""
    pane = FilmPane(told.case.films[0], told.assessment.findings[Modality.IMAGE], cam, (), "")
    return {one.key: one for one in shown_maps(pane, "en", "")}


def output_map(own, **changed):
    return maps_of(own, ImageCam({}, {}, fused(**{"target": "risk"} | changed)))[FUSED]


def at(told, chance):
    """The patient with pneumonia on the film at this probability, and a map of it."""
    findings = {**told.assessment.findings, Modality.IMAGE: (Finding("pneumonia", chance),)}
    return replace(told, assessment=replace(told.assessment, findings=findings))


def test_the_likeliest_finding_and_the_explained_output_are_filed_in_one_series(own_files):
    maps = [own_files["map-1"], own_files["map-2"]]
    assert {m.SOPClassUID for m in maps} == {SecondaryCaptureImageStorage}
    assert len({m.SeriesInstanceUID for m in maps}) == 1 and [m.InstanceNumber for m in maps] == [1, 2]
    assert maps[0].SeriesInstanceUID not in (own_files["sr"].SeriesInstanceUID, "1.2.840.99.1.2")
    assert {m.StudyInstanceUID for m in own_files.values()} == {"1.2.840.99.1"}
    assert "Pneumonia, probability 48 %" in maps[0].DerivationDescription
    assert "Risk (level 1 or 2), probability 67 %" in maps[1].DerivationDescription


def test_it_says_what_it_is_and_what_it_was_made_from(own_files):
    image = own_files["map-1"]
    assert list(image.ImageType)[:2] == ["DERIVED", "SECONDARY"] and image.ConversionType == "WSD"
    said = image.DerivationDescription
    assert (
        "AI HEAT MAP (Grad-CAM)" in said
        and "cdss-triage 0.4.0" in said
        and "Relative colours" in said
        and STATUS_SENTENCE in said
    )
    source = image.SourceImageSequence[0]
    assert source.ReferencedSOPInstanceUID == "1.2.840.99.1.2.3"
    assert (image.PatientID, str(image.PatientName).split("=")[0]) == ("P-7741", "Kim^Minjun")
    assert list(image.PatientOrientation) == ["L", "F"] and image.BurnedInAnnotation == "NO"
    assert (image.ContentDate, image.Modality, image.PatientAge) != ("", "", "") and image.PatientAge == "064Y"


def test_the_picture_is_the_film_with_colour_where_the_map_is_high_and_words_on_black_below(own_files):
    pixels = own_files["map-1"].pixel_array.astype(int)
    assert own_files["map-1"].PhotometricInterpretation == "RGB"
    assert pixels.shape[1] == LEAST_WIDTH
    height = round(90 * LEAST_WIDTH / 120)
    film, strip = pixels[:height], pixels[height:]
    tint = film[..., 0] - film[..., 2]
    assert tint[-40:, :60].min() > 40  # the peak: low at the reader's left
    assert np.abs(tint[:100, -60:]).max() == 0  # grey elsewhere
    assert 0.01 < (strip > 200).mean() < 0.3 and (strip < 20).mean() > 0.6
    assert strip[:, -8:].max() < 60 and strip[:, :6].max() < 60  # nothing is cut at the sides


def test_what_speaks_against_is_blue_and_striped(own_files):
    film = own_files["map-2"].pixel_array.astype(int)[:480]
    tint = film[:100, -100:, 0] - film[:100, -100:, 2]
    assert (tint < -20).mean() > 0.3 and (tint == 0).mean() > 0.2


def test_a_large_film_is_made_smaller_and_keeps_its_shape(own):
    film = replace(own.case.films[0], pixels=np.tile(np.linspace(0, 255, 1500, dtype=np.float32), (2000, 1)))
    drawn = picture(film, output_map(own), ("one line",))
    assert drawn.shape[1] == 768 and 1024 < drawn.shape[0] < 1100


def test_an_inverted_film_is_drawn_as_it_is_looked_at(own):
    film = own.case.films[0]
    still = output_map(own, values=0 * ONES)
    plain, inverted = (picture(f, still, ("x",))[:480].astype(int) for f in (film, replace(film, inverted=True)))
    assert np.abs(plain + inverted - 255).max() <= 2


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("acs", "Acute coronary syndrome, probability 72 %"),
        ("admission", "Admission, probability 40 %"),
        ("pneumonia", "Pneumonia"),  # the condition of that name: here without a figure
    ],
)
def test_the_words_below_name_the_output_of_the_map_and_its_probability(own, target, words):
    lines = label(output_map(own, target=target), own.assessment)
    assert lines[0].endswith(words) and "blue striped against" in lines[1]
    assert "drawn at 100 % of full colour, at 100 % from an effect of 10 points on" in lines[2]


def test_the_words_below_a_findings_map_say_how_strongly_it_is_drawn(own):
    lines = label(maps_of(own, ImageCam({"pneumonia": ONES}, {}))["pneumonia"], own.assessment)
    assert lines[0].endswith("Pneumonia, probability 48 %") and "yellow weak" in lines[1]
    assert "drawn at 73 % of full colour, at 100 % from a probability of 66 % on" in lines[2]


def test_a_map_is_filed_as_strongly_as_the_window_draws_it(own):
    cam = ImageCam({"pneumonia": ONES}, {})
    film = own.case.films[0]
    plain = picture(film, output_map(own, values=0 * ONES), ("x",)).astype(int)
    shown = [maps_of(at(own, chance), cam)["pneumonia"] for chance in (0.9, 0.4, 0.1)]
    changed = [np.abs(picture(film, one, ("x",)).astype(int) - plain).sum() for one in shown]
    assert changed[0] > 1.3 * changed[1] > 1.3 * 1.3 * changed[2] > 0
    assert maps_of(at(own, 0.1), cam)["pneumonia"].strength == FAINTEST


@pytest.mark.parametrize(("chance", "filed"), [(0.34, ["pneumonia", "risk"]), (0.32, ["risk"]), (0.02, ["risk"])])
def test_an_improbable_finding_is_not_filed_because_nobody_can_ask_for_it(own, chance, filed):
    told = at(own, chance)
    maps = filed_maps(told.case.films[0], ImageCam({"pneumonia": ONES}, {}, fused("risk")), told.assessment)
    assert [one.map.target for one in maps] == filed


def test_only_maps_that_show_something_are_filed(own):
    film = own.case.films[0]

    def filed(*cam):
        return [one.map.target for one in filed_maps(film, ImageCam(*cam), own.assessment)]

    assert filed({"pneumonia": 0 * ONES}, {}, fused("risk", values=0 * ONES)) == []
    assert filed({"pneumonia": ONES}, {}, None) == ["pneumonia"]
    assert filed({"edema": ONES}, {}, None) == []


def test_a_composites_map_names_no_film_as_its_source(composite_files):
    image = composite_files["map-1"]
    assert "SourceImageSequence" not in image and "BurnedInAnnotation" not in image
    assert "no image of theirs is referred to" in image.ImageComments
    assert image.StudyInstanceUID == composite_files["sr"].StudyInstanceUID


@pytest.mark.parametrize("chance", [0.9, 0.5, 0.34])
def test_a_map_has_no_rim_that_could_pass_for_the_edge_of_something(own, chance):
    grey = replace(own.case.films[0], pixels=np.full((90, 120), 200.0, np.float32), window=Window(128.0, 256.0))
    spot = np.zeros((7, 7), np.float32)
    spot[4:6, 1:3] = 1.0
    shown = maps_of(at(own, chance), ImageCam({"pneumonia": spot}, {}))["pneumonia"]
    drawn = picture(grey, shown, ("x",))[:480].astype(int)
    assert drawn[0, 0, 2] == drawn[0, 0, 0] > 160
    assert drawn[..., 2].max() <= drawn[0, 0, 2] + 1  # every colour of the map holds less blue than this grey
