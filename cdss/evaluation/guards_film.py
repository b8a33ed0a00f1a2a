"""How well the film guard tells whole, upright chest films from faults and from other pictures, on patients it never saw."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, share
from cdss.guards.film import REJECTING, FilmGuard, film_guard
from cdss.readers.film_common import full_window
from cdss.readers.raster import read_film_raster
from cdss.records.film import Film
from cdss.training.cohort_films import FILMS, film_rows
from cdss.training.film_strangers import STRANGERS

PART = "Film guard"
SEED = 20

Pixels = NDArray[np.float32]
"""Grey levels 0 to 255."""

FAULTS: dict[str, Callable[[Pixels, Generator], Pixels]] = {
    "turned by 90 degrees": lambda x, _: np.rot90(x),
    "turned by 180 degrees": lambda x, _: np.rot90(x, 2),
    "turned by 270 degrees": lambda x, _: np.rot90(x, 3),
    "mirrored upside down": lambda x, _: x[::-1],
    "inverted": lambda x, _: 255 - x,
    "cropped to a third": lambda x, rng: window(x, 1 / 3, rng),
    "cropped to a quarter": lambda x, rng: window(x, 1 / 4, rng),
    "left half": lambda x, _: x[:, : x.shape[1] // 2],
    "right half": lambda x, _: x[:, x.shape[1] // 2 :],
    "upper half": lambda x, _: x[: x.shape[0] // 2],
    "lower half": lambda x, _: x[x.shape[0] // 2 :],
}
"""Faults made of real films; a crop keeps the film's shape and lies at random."""

_SLICES = ("693_J2KI.dcm", "CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "MR_small.dcm", "examples_overlay.dcm")
_WINDOWS = 20


def film_guard_figures(guard: FilmGuard, data: Path) -> Iterator[Measured]:
    """Share of good films that pass, in all and by view; share found of each fault and of each kind of other picture.

    A fault counts as found where the film is rejected, whatever the reason given.
    """
    rows = [row for row in film_rows(data) if row.split == "test"]
    films = [_film_of(data / FILMS / "images" / row.name) for row in rows]
    passed = np.array([not rejected(film, guard) for film in films])
    yield Measured(PART, "films that pass", share(passed), "test patients")
    for view in ("PA", "AP"):
        inside = np.array([row.view == view for row in rows])
        yield Measured(PART, f"{view} films that pass", share(passed[inside]), "test patients")
    rng = np.random.default_rng(SEED)
    for name, fault in FAULTS.items():
        found = [rejected(as_film(fault(film.pixels, rng)), guard) for film in films]
        yield Measured(PART, f"found: {name}", share(found), "test patients")
    drawn = [255 * _drawn(i, film, rng) for i, film in enumerate(films)]
    yield Measured(PART, "found: pictures drawn by rule", found_among(drawn, guard), "kinds it learnt from")
    for name, pictures in strangers(data, rng):
        yield Measured(PART, f"found: {name}", found_among(pictures, guard), "kinds it never saw")


def strangers(data: Path, rng: Generator) -> Iterator[tuple[str, list[Pixels]]]:
    """Pictures of kinds that no part of the guard was fitted on, by kind."""
    yield f"photographs ({_WINDOWS} parts of each of 2)", photographs(rng)
    yield "CT and MR slices", slices()
    yield "ECG print-outs", ecg_prints(data)
    yield "pages of text", pages(data)


def rejected(film: Film, guard: FilmGuard) -> bool:
    """Whether the guard keeps ``film`` from being scored."""
    return any(found.code in REJECTING for found in film_guard(film, guard))


def found_among(pictures: Sequence[Pixels], guard: FilmGuard) -> Figure:
    """Share of ``pictures`` that the guard rejects."""
    return share([rejected(as_film(picture), guard) for picture in pictures])


def as_film(pixels: Pixels) -> Film:
    """A picture as the reader of PNG and JPEG would give it."""
    return Film("picture", np.ascontiguousarray(pixels, dtype=np.float32), full_window(0.0, 255.0))


def window(pixels: Pixels, area: float, rng: Generator) -> Pixels:
    """A part of ``pixels`` of the same shape that holds the share ``area`` of it, at a random place."""
    height, width = (int(side * np.sqrt(area)) for side in pixels.shape)
    top, left = rng.integers(0, pixels.shape[0] - height + 1), rng.integers(0, pixels.shape[1] - width + 1)
    return pixels[top : top + height, left : left + width]


def photographs(rng: Generator) -> list[Pixels]:
    """Parts of 5 to 60 % of the two photographs that scikit-learn carries, in grey."""
    from sklearn.datasets import load_sample_images

    whole = [np.asarray(Image.fromarray(x).convert("L"), dtype=np.float32) for x in load_sample_images().images]
    return [window(x, float(rng.uniform(0.05, 0.6)), rng) for x in whole for _ in range(_WINDOWS)]


def slices() -> list[Pixels]:
    """The CT and MR slices that pydicom carries, stretched over their range."""
    from pydicom import dcmread
    from pydicom.data import get_testdata_file

    found = []
    with warnings.catch_warnings(action="ignore"):
        for name in _SLICES:
            values = dcmread(get_testdata_file(name, download=False)).pixel_array.astype(np.float32)
            low, high = np.quantile(values, [0.005, 0.995])
            found.append(np.clip((values - low) / max(float(high - low), 1e-6), 0, 1).astype(np.float32) * 255)
    return found


def ecg_prints(data: Path, count: int = 60) -> list[Pixels]:
    """Recordings of the last fold of PTB-XL as twelve traces on ruled paper."""
    with np.load(data / "ptbxl" / "ptbxl_2285_100hz_z.npz") as archive:
        kept = np.flatnonzero(archive["split"] == "test")[:count]
        signals = archive["X"][kept].astype(np.float32) / 1000
    return [_printed(signal) for signal in signals]


def _printed(signal: Pixels) -> Pixels:
    """Twelve leads [12, samples] below each other, as many columns as samples."""
    samples = signal.shape[1]
    image = Image.new("L", (samples, 12 * 60), 255)
    draw = ImageDraw.Draw(image)
    for x in range(0, samples, 20):
        draw.line((x, 0, x, image.height), fill=200)
    for y in range(0, image.height, 20):
        draw.line((0, y, samples, y), fill=200)
    for row, lead in enumerate(signal):
        height = 60 * row + 35 - 9 * np.clip(lead, -5, 5)
        draw.line(list(zip(range(samples), height.tolist(), strict=True)), fill=0, width=2)
    return np.asarray(image, dtype=np.float32)


def pages(data: Path, count: int = 60) -> list[Pixels]:
    """Clinical notes (ACI-Bench) printed in black on white or white on black, in three sizes; none where they are not there."""
    path = data / "aci_bench" / "train.csv"
    if not path.is_file():
        return []
    notes = pd.read_csv(path)["note"].tolist()[:count]
    return [_page(note, (12, 18, 28)[i % 3], white=i % 2 == 0) for i, note in enumerate(notes)]


def _page(text: str, size: int, white: bool) -> Pixels:
    image = Image.new("L", (800, 1000), 255 if white else 0)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(image).multiline_text((40, 40), text, fill=0 if white else 255, font=font)
    return np.asarray(image, dtype=np.float32)


def _drawn(number: int, film: Film, rng: Generator) -> Pixels:
    gray = np.divide(film.pixels, np.float32(255), dtype=np.float32)
    return np.asarray(STRANGERS[number % len(STRANGERS)](gray, rng), dtype=np.float32)


def _film_of(path: Path) -> Film:
    film = read_film_raster(path, path.name).value
    assert film is not None
    return film
