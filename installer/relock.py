#!/usr/bin/env python3
"""Write the lists of hashes in ``installer/locks`` anew after a version in ``pyproject.toml`` was changed.

``python3 installer/relock.py`` for those who work on the program; needs ``uv`` on the path and a package server. The lists
are for the systems in ``SYSTEMS``; of each version, every wheel that the server has is allowed. Of the CPU build of torch, which
another server may offer, the wheels at hand are hashed: ``--torch-cpu FILE...``.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "installer" / "locks"
SETUPTOOLS = "setuptools==80.9.0"
SYSTEMS = (("linux", "x86_64"), ("linux", "aarch64"), ("win32", "AMD64"), ("darwin", "arm64"))
NEWEST = "3.15"
"""First version of Python for which nothing was looked up."""
GPU = re.compile(r"(nvidia|cuda)-|triton$")
"""Libraries that only the standard build of torch on Linux brings."""

Entry = tuple[str, str]
"""A requirement with its version and condition, and its lines of hashes."""


def main() -> None:
    """Resolve the program, its tests, the tools of its build and its extras together, and write one list for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--torch-cpu", metavar="FILE", nargs="*", type=Path, default=[], help="CPU wheels of torch to allow"
    )
    wheels: list[Path] = parser.parse_args().torch_cpu
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    run = [*project["dependencies"], SETUPTOOLS]
    every = resolved([*run, *(pin for group in extras.values() for pin in group)])
    program = chosen(every, resolved(run))
    tests = chosen(every, resolved([*run, *extras["test"]]))
    build = chosen(every, resolved([*run, *extras["build"]]))
    optional = chosen(
        every, resolved([*run, *(pin for g in extras if g not in ("test", "build") for pin in extras[g])])
    )
    torch = {name: e for name, e in program.items() if GPU.match(name) or name == "torch"}
    write("torch", torch)
    write("run", {name: e for name, e in program.items() if name not in torch})
    write("test", {name: e for name, e in tests.items() if name not in program})
    write("build", {name: e for name, e in build.items() if name not in program})
    write("extras", {name: e for name, e in optional.items() if name not in program and name not in tests})
    if wheels:
        write("torch-cpu", {"torch": [cpu_entry(wheels)]})


def resolved(pins: list[str]) -> dict[str, list[Entry]]:
    """Name -> its entries, one for each version that some system needs."""
    with tempfile.TemporaryDirectory() as folder:
        where = " or ".join(f"(sys_platform == '{s}' and platform_machine == '{m}')" for s, m in SYSTEMS)
        systems = f"environments = [\"({where}) and python_version < '{NEWEST}'\"]"
        settings = f'[project]\nname = "locked"\nversion = "0"\n[tool.uv]\n{systems}\n'
        (Path(folder) / "pyproject.toml").write_text(settings, encoding="utf-8")
        (Path(folder) / "pins.in").write_text("\n".join(pins) + "\n", encoding="utf-8")
        command = ["uv", "pip", "compile", "pins.in", "--universal", "--python-version", "3.11", "--generate-hashes"]
        quiet = ["--no-build", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
        text = subprocess.run([*command, *quiet], cwd=folder, capture_output=True, text=True, check=True).stdout
    return parsed(text)


def parsed(text: str) -> dict[str, list[Entry]]:
    """The entries of a list of requirements; a condition that only names the systems is left out."""
    found: dict[str, list[Entry]] = {}
    for block in re.split(r"\n(?=\S)", text.strip()):
        head, _, hashes = block.partition(" \\\n")
        pin, _, condition = head.partition(" ; ")
        kept = f"{pin} ; {condition}" if condition and not everywhere(condition) else pin
        found.setdefault(re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower(), []).append((kept, hashes.rstrip()))
    return found


def everywhere(condition: str) -> bool:
    """Whether it holds on all systems: one alternative for each, and no other demand than the newest Python."""
    rest = re.sub(rf"(python_full_version|python_version) < '{re.escape(NEWEST)}'", "", condition)
    named = {(s, m) for m, s in re.findall(r"platform_machine == '(\w+)' and sys_platform == '(\w+)'", rest)}
    return named == set(SYSTEMS) and "python" not in rest and "!=" not in rest


def chosen(every: dict[str, list[Entry]], names: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The entries of all, resolved together, for those names."""
    return {name: every[name] for name in sorted(names)}


def cpu_entry(wheels: list[Path]) -> Entry:
    """The CPU build of torch with the hashes of the wheels at hand."""
    versions = {wheel.name.split("-")[1] for wheel in wheels}
    if len(versions) != 1:
        raise SystemExit(f"These are not wheels of one version: {', '.join(sorted(versions))}")
    digests = sorted(hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels)
    return f"torch=={versions.pop()}", " \\\n".join(f"    --hash=sha256:{digest}" for digest in digests)


def write(name: str, entries: dict[str, list[Entry]]) -> None:
    """One list, in the format of pip."""
    LOCKS.mkdir(exist_ok=True)
    lines = [f"{head} \\\n{hashes}\n" for found in entries.values() for head, hashes in found]
    (LOCKS / f"{name}.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
