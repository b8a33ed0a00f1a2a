#!/usr/bin/env python3
"""Make the pictures of the quick start from the real program: ``.venv/bin/python installer/help_pictures.py``.

Each language's window is drawn by ``python -m ui --screenshot`` on demonstration patients, numbered or cut out, and written with
few colours into ``resources/help/pictures``. To be run again after the screen has changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "help" / "pictures"
DEMO = ROOT / "resources" / "demo"
SIZE = (1440, 900)
COLOURS = 256

PATIENTS = {"en": "01-chest-pain", "ko": "04-chest-pain-korean"}
NUMBERS = {1: (800, 28), 2: (216, 75), 3: (588, 508), 4: (1418, 88), 5: (1430, 844), 6: (640, 887)}
"""Where the numbers of the window's parts are drawn: banner, worklist, evidence, decision, own level, foot."""
DECISION = (1056, 58, 1428, 868)
MISSING = (240, 56, 1052, 440)
"""What is cut out, in pixels: left, top, right, bottom."""
MIDDLE = 450
"""Where the column is cut in two, at the gap between two cards next to it."""


def main() -> int:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for language, patient in PATIENTS.items():
            whole = drawn(patient, language, Path(folder))
            save(numbered(whole), f"{language}-window.png")
            save(side_by_side(whole.crop(DECISION)), f"{language}-decision.png")
            save(drawn("06-no-ecg-sepsis", language, Path(folder)).crop(MISSING), f"{language}-missing.png")
    return 0


def drawn(patient: str, language: str, folder: Path) -> Image.Image:
    """The window with a demonstration patient."""
    picture = folder / f"{patient}-{language}.png"
    size = "x".join(map(str, SIZE))
    options = ["--screenshot", str(picture), "--size", size, "--theme", "light", "--lang", language]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "ui", str(DEMO / patient), *options]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return Image.open(picture).convert("RGB")


def numbered(window: Image.Image) -> Image.Image:
    """The window with the numbers of its parts."""
    window = window.copy()
    pen, letters = ImageDraw.Draw(window), ImageFont.load_default(24)
    for number, (x, y) in NUMBERS.items():
        y = min(y, window.height - 15)
        pen.ellipse((x - 15, y - 15, x + 15, y + 15), fill="#102a43", outline="white", width=2)
        pen.text((x, y), str(number), fill="white", font=letters, anchor="mm")
    return window


def side_by_side(column: Image.Image) -> Image.Image:
    """The column's upper cards, and its lower ones beside them: a page is wide and a column is not."""
    width, height = column.size
    ground = column.getpixel((2, height // 2))
    rows = (y for y in range(height) if column.crop((2, y, width - 2, y + 1)).getcolors(1) == [(width - 4, ground)])
    cut = min(rows, key=lambda y: abs(y - MIDDLE))
    made = Image.new("RGB", (2 * width + 8, max(cut, height - cut)), ground)
    made.paste(column.crop((0, 0, width, cut)), (0, 0))
    made.paste(column.crop((0, cut, width, height)), (width + 8, 0))
    return made


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours: a screen has few."""
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
