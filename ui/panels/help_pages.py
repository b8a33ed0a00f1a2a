"""The pages of the help, from ``resources/help``, and of "about": version, model card, licences."""

from __future__ import annotations

import platform
import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QWidget

from cdss import __version__
from cdss.bundle.names import CARD
from cdss.bundle.standing import standing_words
from cdss.bundle.summary import card_summary
from cdss.core.paths import resources_dir
from cdss.core.provenance import provenance
from cdss.core.sentences import sentence
from cdss.core.shipped import libraries
from cdss.records.assessment import ModelIdentity
from ui.actions import ACTIONS, MENUS, key_text, translated
from ui.language import language
from ui.panels.pages_panel import Page, PagesPanel

translate = QCoreApplication.translate

_KEY = re.compile(r"\{key:(\w+)\}")


def open_help(name: str, parent: QWidget) -> PagesPanel:
    """Open the help at the page ``name``."""
    return _opened(PagesPanel(_help_title, help_pages, parent), name)


def open_about(bundle: Path, model: ModelIdentity | None, parent: QWidget) -> PagesPanel:
    """Open what is known of the program and of the model that answers; ``model`` None: none has been loaded."""
    return _opened(PagesPanel(_about_title, partial(about_pages, bundle, model), parent), "program")


def help_pages() -> tuple[Page, ...]:
    """The help in the language of the screen, keys as they are set now, and the table of all of them."""
    files = sorted((resources_dir() / "help" / language()).glob("*.md"))
    return (*map(_page, files), Page("keys", translate("HelpPages", "Keys and actions"), _keys, _keys_in_english))


def about_pages(bundle: Path, model: ModelIdentity | None) -> tuple[Page, ...]:
    """The program and its hashes, the card of the model in ``bundle``, short and whole, libraries, others' work, changes."""
    return (
        Page("program", translate("HelpPages", "Program"), partial(_program, bundle, model)),
        Page("summary", sentence("card_title", {}, language()), lambda: card_summary(bundle, language())),
        Page("model", translate("HelpPages", "Model card"), partial(_card, bundle / CARD)),
        Page("libraries", translate("HelpPages", "Libraries"), _libraries),
        Page(
            "notices",
            translate("HelpPages", "Data and notices"),
            partial(_in_foreign_words, resources_dir() / "legal" / "THIRD_PARTY.md"),
        ),
        Page(
            "changes",
            sentence("provenance_changes", {}, language()),
            lambda: _read(_changes(language())),
            _changes_in_english,
        ),
    )


def _opened(panel: PagesPanel, name: str) -> PagesPanel:
    panel.show_page(name)
    panel.finished.connect(panel.deleteLater)
    panel.show()
    return panel


def _page(path: Path) -> Page:
    """``3-film.md`` is the page ``film``; its first line is its title."""
    text = path.read_text(encoding="utf-8")
    title = text.partition("\n")[0].lstrip("# ")
    return Page(path.stem.partition("-")[2], title, lambda: _KEY.sub(_written, text), partial(_in_english, path.name))


def _in_english(name: str) -> str:
    return (resources_dir() / "help" / "en" / name).read_text(encoding="utf-8")


def _written(found: re.Match[str]) -> str:
    return key_text(found.group(1)) or translate("HelpPages", "no key")


def _keys() -> str:
    heading, action, key_word = (
        translate("HelpPages", "Keys and actions"),
        translate("HelpPages", "Action"),
        translate("HelpPages", "Key"),
    )
    tables = []
    for menu, title in MENUS:
        rows = [(translated(s.text), key_text(s.name)) for s in ACTIONS if s.menu == menu]
        body = "\n".join(f"| {text} | {_code(key)} |" for text, key in rows)
        tables.append(f"## {translated(title)}\n\n| {action} | {key_word} |\n|---|---|\n{body}\n")
    return f"# {heading}\n\n" + "\n".join(tables) + f"\n{sentence('session_status_sentence', {}, language())}\n"


def _keys_in_english() -> str:
    return "Keys and actions " + " ".join(spec.text for spec in ACTIONS)


def _program(bundle: Path, model: ModelIdentity | None) -> str:
    licence, fingerprint = translate("HelpPages", "Licence"), translate("HelpPages", "Fingerprint of the model")
    named_model, named_files = translate("HelpPages", "Model"), translate("HelpPages", "Files of the model")
    named = f"{model.name} {model.version}" if model else translate("HelpPages", "no model is loaded")
    digest = f"\n\n{fingerprint} (SHA-256): `{model.sha256}`" if model else ""
    sums = bundle / "SHA256SUMS"
    vouching = translate("HelpPages", "Signature of the model")
    signed = "\n\n".join(standing_words(bundle, language())) if sums.is_file() else ""
    named_signed = f"\n\n## {vouching}\n\n{signed}" if signed else ""
    files = f"\n\n## {named_files}\n\n{_sums(sums)}" if sums.is_file() else ""
    return (
        f"# TriageLens {__version__}\n\n**{sentence('session_status_sentence', {}, language())}**\n\n"
        f"{sentence('provenance_source', {'source': provenance().words(language())}, language())}\n\n"
        f"{licence}: Apache-2.0 · Python {platform.python_version()} · Qt {qVersion()}\n\n"
        f"{named_model}: {named}{digest}{named_signed}{files}\n"
    )


def _sums(path: Path) -> str:
    """Each file of the list with its sum below it: side by side they are wider than the page."""
    pairs = (line.split(maxsplit=1) for line in _read(path).splitlines() if line.strip())
    return "\n\n".join(f"{name.lstrip('*')}:\n`{digest}`" for digest, name in pairs)


def _libraries() -> str:
    rows = "\n".join(f"| {x.name} | {x.version} | {x.licence} |" for x in libraries())
    said = translate(
        "HelpPages", "Installed beside the program, each under its own licence, as its own metadata say it."
    )
    heading, library = translate("HelpPages", "Libraries"), translate("HelpPages", "Library")
    version, licence = translate("HelpPages", "Version"), translate("HelpPages", "Licence")
    head = f"| {library} | {version} | {licence} |"
    collected = resources_dir() / "legal" / "licences" / "INDEX.md"
    said += (
        " " + sentence("provenance_licences", {"folder": str(collected.parent)}, language())
        if collected.is_file()
        else ""
    )
    return f"# {heading}\n\n{said}\n\n{head}\n|---|---|---|\n{rows}\n"


def _changes(spoken: str) -> Path:
    return resources_dir() / "legal" / ("CHANGELOG.md" if spoken == "en" else f"CHANGELOG.{spoken}.md")


def _changes_in_english() -> str:
    return _read(_changes("en"))


def _card(path: Path) -> str:
    see = sentence("card_see_summary", {}, language())
    return f"{see}\n\n{_in_foreign_words(path)}" if path.is_file() else _read(path)


def _in_foreign_words(path: Path) -> str:
    """A text that there is in English only, and on a screen in another language a sentence that says so."""
    said = "" if language() == "en" else sentence("card_whole_in_english", {}, language()) + "\n\n"
    return said + _read(path) if path.is_file() else _read(path)


def _read(path: Path) -> str:
    if not path.is_file():
        return translate("HelpPages", "There is no file {0}.").format(path.name)
    return path.read_text(encoding="utf-8")


def _code(key: str) -> str:
    """A key in a cell of a table: a bar would end the cell."""
    return f"`{key}`".replace("|", "\\|") if key else ""


def _help_title() -> str:
    return translate("HelpPages", "Help")


def _about_title() -> str:
    return translate("HelpPages", "About TriageLens")
