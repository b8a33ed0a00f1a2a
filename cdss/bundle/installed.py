"""Which model the program starts from: the one that ships, or one that was installed since from a signed file.

Installed models lie side by side, each in a folder that is called after its hash. Which one is used stands in ``active.json``
beside them, and is switched by replacing that file, so that a crash leaves either the one or the other in use. The former stays,
for the way back and because assessments of the audit are made again with the model that made them.

``active.json`` names the hash of the model that would be used without it: where that is another now (the program was updated),
the newer release of the two is used, and it is said. A model of this user goes before one of the whole computer.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdss.bundle.local import fingerprint
from cdss.bundle.names import METADATA
from cdss.core.errors import BundleError
from cdss.core.files import name_on_disk, write_whole
from cdss.core.held import Busy, held
from cdss.core.kinds import Severity
from cdss.core.paths import machine_dir, model_dir, user_dir
from cdss.core.result import Issue, issue
from cdss.core.versions import release_of
from cdss.records.assessment import ModelIdentity

if TYPE_CHECKING:
    from cdss.bundle.model_file import ModelFile

FOLDER = "models"
"""Within the user's own folder, and within that of the computer."""

SCHEMA = "cdss.model-choice/1"
_ACTIVE, _LOCK, _FRESH = "active.json", "lock", ".new-"
_PATIENCE_S = 2.0
_ROOM = 64 << 20
"""Bytes that stay free on the disk beside what is unpacked."""

_DIGITS = 16
"""Of a model's hash, in the name of its folder."""


@dataclass(frozen=True, slots=True)
class Base:
    """``folder`` of the model to start from. ``problem``: what must be said of the choice, None for nothing.

    ``installed``: it was installed, it did not ship.
    """

    folder: Path
    installed: bool = False
    problem: Issue | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    """``use``, ``former``: names of folders, empty for the model that would be used without this choice."""

    use: str
    former: str
    sha256: str
    over: str


def home_of(machine: bool = False) -> Path:
    """Where installed models lie: this user's, or those of the whole computer."""
    return (machine_dir() if machine else user_dir()) / FOLDER


def base_model() -> Base:
    """The model to start from."""
    return chosen_over(home_of(), below(machine=False))


def base_folder() -> Path:
    """The folder of the model to start from."""
    return base_model().folder


def below(machine: bool) -> Base:
    """What would be used without a choice of this user, or without one for the whole computer."""
    shipped = Base(model_dir())
    return shipped if machine else chosen_over(home_of(machine=True), shipped)


def chosen_over(home: Path, lower: Base) -> Base:
    """The model that the choice in ``home`` puts before ``lower``; ``lower`` where it puts none, or it no longer holds."""
    if not (home / _ACTIVE).exists():
        return lower
    choice = _choice(home)
    if choice is None:
        return Base(lower.folder, lower.installed, issue("model_choice_unreadable", Severity.WARNING, home=home))
    if not choice.use:
        return lower
    folder = home / choice.use
    if not choice.sha256 or fingerprint(folder) != choice.sha256:
        return Base(lower.folder, lower.installed, issue("model_choice_gone", Severity.WARNING, folder=folder))
    if fingerprint(lower.folder) != choice.over and _as_new(lower.folder, folder):
        return Base(lower.folder, lower.installed, issue("model_choice_overtaken", Severity.INFO))
    return Base(folder, installed=True)


def models_here() -> Iterator[Path]:
    """Every folder with an installed model, in use or not."""
    for home in (home_of(), home_of(machine=True)):
        if home.is_dir():
            yield from sorted(path for path in home.iterdir() if path.is_dir() and not path.name.startswith("."))


def refuse_older(file: ModelFile, lower: Path) -> None:
    """``BundleError`` where the model of ``file`` is in use already, or is no newer release than that in ``lower``."""
    now = named(lower)
    if file.identity.sha256 == now.sha256:
        raise BundleError.of("update_in_use", file=file.path.name, name=now.name, version=now.version)
    if file.identity.name == now.name and not _newer(file.identity.version, now.version):
        raise BundleError.of("update_older", file=file.path.name, version=file.identity.version, now=now.version)


def install(file: ModelFile, home: Path, lower: Path, try_out: Callable[[Path], None]) -> Path:
    """Put the model of ``file`` into ``home`` and have it used from now on, over that in ``lower``; returns its folder.

    It is unpacked beside the others, checked there, and given to ``try_out``, which raises where it cannot assess; only then is
    it switched to. ``BundleError`` or ``OSError`` where any of this fails: what was used before is used still.
    """
    with _alone(home):
        folder = home / file.identity.sha256[:_DIGITS]
        if not (folder.is_dir() and fingerprint(folder) == file.identity.sha256):
            free = shutil.disk_usage(home).free
            if free < file.size + _ROOM:
                needed = f"{(file.size + _ROOM) / 1e6:,.0f}"
                raise BundleError.of("update_no_room", folder=str(home), needed=needed, free=f"{free / 1e6:,.0f}")
            shutil.rmtree(folder, ignore_errors=True)
            _unpacked(file, home, folder, try_out)
        was = _choice(home)
        _choose(home, _Choice(folder.name, was.use if was else "", file.identity.sha256, fingerprint(lower)))
        return folder


def go_back(home: Path, lower: Path) -> Path:
    """Have the model used that was before the last change in ``home``; returns its folder.

    ``BundleError`` where there is none, or it is no longer whole.
    """
    with _alone(home):
        was = _choice(home)
        if was is None or was.use == was.former:
            raise BundleError.of("model_no_former")
        folder = home / was.former if was.former else lower
        digest = fingerprint(folder)
        if not digest:
            raise BundleError.of("model_former_gone", folder=str(folder))
        _choose(home, _Choice(was.former, was.use, digest if was.former else "", fingerprint(lower)))
        return folder


def former_model(home: Path, lower: Path) -> ModelIdentity | None:
    """The model that ``go_back`` leads to; None where there is none."""
    was = _choice(home)
    if was is None or was.use == was.former:
        return None
    with suppress(OSError, ValueError):
        return named(home / was.former if was.former else lower)
    return None


def named(folder: Path) -> ModelIdentity:
    """What the model in ``folder`` calls itself, without hashing it; ``OSError`` or ``ValueError`` where it says nothing."""
    told = json.loads((folder / METADATA).read_text(encoding="utf-8"))
    try:
        return ModelIdentity(str(told["name"]), str(told["version"]), fingerprint(folder))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder.name}/{METADATA}: {error!r}") from error


def _unpacked(file: ModelFile, home: Path, folder: Path, try_out: Callable[[Path], None]) -> None:
    for left in home.glob(f"{_FRESH}*"):  # of an installation that was killed
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=_FRESH, dir=home))
    try:
        fresh.chmod(0o755)  # one for the whole computer is read by all of its users
        file.unpack(fresh)
        try_out(fresh)
        fresh.rename(folder)
        name_on_disk(home)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    try:
        with held(home / _LOCK, _PATIENCE_S):
            yield
    except Busy as error:
        raise BundleError.of("update_busy") from error


def _choose(home: Path, choice: _Choice) -> None:
    told: dict[str, Any] = {"schema": SCHEMA, "use": choice.use, "former": choice.former}
    told |= {"sha256": choice.sha256, "over": choice.over}
    write_whole(home / _ACTIVE, (json.dumps(told, indent=1) + "\n").encode("ascii"))
    name_on_disk(home)


def _choice(home: Path) -> _Choice | None:
    """None where there is none, or it cannot be read: that of a newer program too."""
    try:
        told = json.loads((home / _ACTIVE).read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            return None
        found = _Choice(*(str(told[name]) for name in ("use", "former", "sha256", "over")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if all(Path(name).name == name for name in (found.use, found.former)) else None


def _newer(version: str, than: str) -> bool:
    """False too where they cannot be compared."""
    try:
        return release_of(version) > release_of(than)
    except ValueError:
        return False


def _as_new(lower: Path, folder: Path) -> bool:
    """Whether the model in ``lower`` is of the same name as that in ``folder`` and no older a release."""
    try:
        under, over = named(lower), named(folder)
    except (OSError, ValueError):
        return False
    return under.name == over.name and not _newer(over.version, under.version)
