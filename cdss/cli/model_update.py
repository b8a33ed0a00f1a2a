"""A model is installed from a signed file, or the former one taken back; the window and ``cdss install`` do the same steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cdss.bundle.installed import below, chosen_over, go_back, home_of, install, named, refuse_older
from cdss.bundle.local import FOLDER, chosen
from cdss.bundle.model_file import ModelFile, read_model_file
from cdss.bundle.trust import trusted
from cdss.core.errors import BundleError, CdssError
from cdss.core.paths import demo_dir, user_dir
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.records.assessment import Assessment, ModelIdentity
from cdss.records.case import Case
from cdss.session.state import ModelSwitch, Problem

TRIAL = "01-chest-pain"
"""The demonstration patient that a new model is tried out on: all four modalities."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sound ``file``, and the model ``now`` that it would replace."""

    file: ModelFile
    now: ModelIdentity

    def words(self, language: str = "en") -> tuple[str, ...]:
        """What would be installed, whose it is, and what it replaces."""
        identity, signature = self.file.identity, self.file.signature
        shown = {"name": identity.name, "version": identity.version, "signer": self.file.key.name}
        return (
            sentence("update_shows", {**shown, "date": signature.signed}, language),
            sentence("update_replaces", {"name": self.now.name, "version": self.now.version}, language),
        )


class TrialFailed(CdssError):
    """The new model could not assess. ``cause``: why, in its own words."""

    def __init__(self, cause: CdssError) -> None:
        super().__init__(sentence("update_trial_failed", {"reason": str(cause)}), "update_trial_failed")
        self._reason = cause

    def words(self, language: str) -> str:
        """The sentence in ``language``, with what it quotes."""
        return sentence(self.code, {"reason": self._reason.words(language)}, language)


def look(path: Path, machine: bool = False, older: bool = False) -> Found:
    """Look at all of a file, and at what it would replace; nothing is written. ``CdssError`` says why it is not installed.

    ``older``: one that is not newer than the model in use is wanted all the same.
    """
    try:
        file = read_model_file(path, trusted())
    except OSError as error:
        raise BundleError.of("update_no_model_file", file=path.name, reason=system_reason(error)) from error
    folder = chosen_over(home_of(machine), below(machine)).folder
    if not older:
        refuse_older(file, folder)
    return Found(file, named(folder))


def put_in(found: Found, assess: Callable[[Path, Case], Assessment], machine: bool = False) -> ModelSwitch:
    """Install the model that was looked at; ``assess`` assesses a case with the model in a folder.

    ``CdssError`` where that fails: what was used before is used still.
    """
    home = home_of(machine)

    def try_out(folder: Path) -> None:
        from cdss.readers.case_folder import read_case

        try:
            assess(folder, read_case(demo_dir() / TRIAL))
        except CdssError as error:
            raise TrialFailed(error) from error

    try:
        install(found.file, home, below(machine).folder, try_out)
    except OSError as error:
        raise BundleError.of("update_not_written", folder=str(home), reason=system_reason(error)) from error
    return ModelSwitch(found.file.identity, found.now, found.file.signature.fingerprint)


def take_back(machine: bool = False) -> ModelSwitch:
    """Have the former model used again; ``CdssError`` where there is none, or the disk refuses."""
    home, lower = home_of(machine), below(machine)
    was = named(chosen_over(home, lower).folder)
    try:
        folder = go_back(home, lower.folder)
    except OSError as error:
        raise BundleError.of("update_not_written", folder=str(home), reason=system_reason(error)) from error
    return ModelSwitch(named(folder), was)


def switch_problem(switch: ModelSwitch) -> Problem:
    """What is used from now on, to be said in the language of whoever reads it."""
    now, former = switch.model, switch.former
    params = (("name", now.name), ("version", now.version))
    if not switch.signed_with:
        return Problem("update_gone_back", params=params)
    return Problem(
        "update_installed", params=(*params, ("former_name", former.name), ("former_version", former.version))
    )


def calibration_set_aside(base: Path) -> bool:
    """Whether this hospital's calibration was made for another model than that in ``base``."""
    return chosen(base, user_dir() / FOLDER).stale
