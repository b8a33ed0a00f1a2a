#!/usr/bin/env python3
"""What the installed program may weigh, part by part, and what must not be in it: ``python3 installer/check_bundle.py [FOLDER]``.

Standard library only; ``build.py`` runs it and makes no package where a line of it fails.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from contents import CUDA, OPENMP, is_test
from identity import PROGRAMS
from parts import ROOT

BUNDLE = ROOT / "build" / "bundle" / "triagelens"
MEGABYTE = 1_000_000


class Budget(NamedTuple):
    """A part of the program: its name, which files of it (the first part that fits has the file), and its limit in MB."""

    name: str
    files: re.Pattern[str]
    limit_mb: int


REST = "rest"
BUDGETS: tuple[Budget, ...] = (
    Budget("torch", re.compile(r"(torch|functorch|torchgen)(-[^/]*)?/"), 480),
    Budget("Qt", re.compile(r"(PySide6|shiboken6|pyqtgraph|libQt6|libicu|libpyside|libshiboken)"), 150),
    Budget("shap, numba, llvmlite", re.compile(r"(shap|numba|llvmlite)(-[^/]*)?(\.libs)?/"), 220),
    Budget("monai", re.compile(r"monai(-[^/]*)?/"), 10),
    Budget("captum", re.compile(r"captum(-[^/]*)?/"), 5),
    Budget("modules of Python", re.compile(r"cdss(-ui)?(\.exe)?$"), 100),
    Budget("model", re.compile(r"resources/models/"), 80),
    Budget("demonstration", re.compile(r"resources/demo/"), 4),
    Budget(REST, re.compile(""), 480),
)
NEEDED = (
    *(
        "resources/models/cdss-triage/SHA256SUMS",
        "resources/legal/LICENSE",
        "resources/legal/licences/INDEX.md",
        "resources/provenance.json",
        "monai/__init__.pyc",
        "captum/__init__.pyc",
    ),
    "torch/functional.py",
)
"""Without these the program does not start or does not explain, and an analysis of imports may overlook them."""
NOT_ON_WINDOWS = "torch/bin/torch_shm_manager"
TOTAL_MB = 1100
PACKAGE_MB = 380


def main(words: list[str]) -> int:
    """Print the table; 1 where something is wrong."""
    problems = report(Path(words[0]) if words else BUNDLE)
    print("\n".join(problems) or "Within the budget.")
    return 1 if problems else 0


def report(bundle: Path) -> list[str]:
    """Print what each part weighs; returns what is wrong, one sentence each."""
    files = {path.relative_to(bundle).as_posix(): path for path in sorted(bundle.rglob("*")) if not path.is_dir()}
    sizes = sizes_of(files)
    weights = weights_of(sizes)
    for budget in BUDGETS:
        print(f"{budget.name:24s}{weights[budget.name] / MEGABYTE:8.1f} MB of {budget.limit_mb}")
    print(f"{'together':24s}{sum(sizes.values()) / MEGABYTE:8.1f} MB of {TOTAL_MB}")
    return [*overweight(weights), *unwanted(sizes), *missing(sizes)]


def sizes_of(files: dict[str, Path]) -> dict[str, int]:
    """Bytes of every file on the disk: what has two names counts once, and a link not at all."""
    sizes: dict[str, int] = {}
    seen: set[int] = set()
    for place, path in files.items():
        if not path.is_symlink():
            found = path.stat()
            sizes[place] = 0 if found.st_ino in seen else found.st_size
            seen.add(found.st_ino)
    return sizes


def weights_of(sizes: dict[str, int]) -> dict[str, int]:
    """Bytes of every part of the program."""
    weights = {budget.name: 0 for budget in BUDGETS}
    for place, size in sizes.items():
        weights[part_of(place)] += size
    return weights


def part_of(place: str) -> str:
    """Name of the part that a file belongs to."""
    inside = place.removeprefix("_internal/")
    return next(budget.name for budget in BUDGETS if budget.files.match(inside))


def overweight(weights: dict[str, int]) -> list[str]:
    """A sentence for every part above its limit, and for the whole."""
    over = [(b.name, weights[b.name], b.limit_mb) for b in BUDGETS if weights[b.name] > b.limit_mb * MEGABYTE]
    total = sum(weights.values())
    if total > TOTAL_MB * MEGABYTE:
        over.append(("The whole program", total, TOTAL_MB))
    return [f"{name} weighs {size / MEGABYTE:.1f} MB, which is above its {limit} MB." for name, size, limit in over]


def unwanted(sizes: dict[str, int]) -> list[str]:
    """A sentence for what must not be shipped: test suites, CUDA libraries, a second OpenMP runtime."""
    places = [place.removeprefix("_internal/") for place in sizes]
    runtimes = [place for place in places if OPENMP.search(place)]
    found = [
        ("Test suites are in it", [p for p in places if not p.startswith("resources/") and is_test(p)]),
        ("Libraries for graphics cards are in it", [p for p in places if CUDA.search(p)]),
        ("More than one OpenMP runtime is in it", runtimes if len(runtimes) > 1 else []),
    ]
    return [f"{words}: {', '.join(some[:3])} ({len(some)} files)." for words, some in found if some]


def missing(sizes: dict[str, int]) -> list[str]:
    """A sentence for what the program cannot do without and an analysis of imports may overlook."""
    places = {place.removeprefix("_internal/") for place in sizes}
    programs = [f"{name}.exe" for name in PROGRAMS] if "cdss-ui.exe" in places else [*PROGRAMS, NOT_ON_WINDOWS]
    needed = (*programs, *NEEDED)
    return [f"{place} is missing." for place in needed if place not in places]


def package_problem(size: int) -> str:
    """A sentence where the package is larger than it may be, else nothing."""
    return (
        f"The package has {size / MEGABYTE:.1f} MB, which is above {PACKAGE_MB} MB."
        if size > PACKAGE_MB * MEGABYTE
        else ""
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
