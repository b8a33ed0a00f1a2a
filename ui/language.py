"""The language of the screen: one place that installs the translator and knows the code the sentences are looked up by.

Views translate their own words with ``self.tr`` (source text English), look sentences up with ``Issue.text(language())`` and
rebuild their words on ``QEvent.Type.LanguageChange``, which Qt sends to every widget when the language changes.

After changing a ``tr`` text, from the root of the repository::

    .venv/bin/pyside6-lupdate -extensions py ui -ts resources/i18n/ui_ko.ts -no-obsolete -locations none
    .venv/bin/pyside6-lrelease resources/i18n/ui_ko.ts -qm resources/i18n/ui_ko.qm
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator

from cdss.core.paths import resources_dir
from cdss.core.sentences import LANGUAGES


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for lupdate, which knows this name, and give it back (Qt's own has no type)."""
    return text


TOOLKIT_WORDS = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QCoreApplication.translate("QAbstractFileIconProvider", "Folder", "All other platforms"),
)
"""Words of Qt's own file dialog that its Korean translation leaves out; ours stands in for them."""


@dataclass
class _Current:
    code: str = "en"
    translator: QTranslator | None = None
    toolkit: QTranslator | None = None
    """Qt's own words: columns of the file dialog, the menu of a text field."""


_current = _Current()


def language() -> str:
    """``en`` or ``ko``, as now shown."""
    return _current.code


def set_language(code: str) -> None:
    """Show the program in ``code``; every widget gets a ``LanguageChange`` event. ``ValueError`` for an unknown code."""
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}")
    if code == _current.code:
        return
    _current.code = code
    QLocale.setDefault(QLocale(code))
    _translate_toolkit(code)
    old, _current.translator = _current.translator, None
    if code != "en":
        _current.translator = QTranslator()
        _current.translator.load(str(resources_dir() / "i18n" / f"ui_{code}.qm"))
        QCoreApplication.installTranslator(_current.translator)
    if old is not None:
        QCoreApplication.removeTranslator(old)


class _Unheard(QObject):
    """Keeps a change of language from the widgets: they hear of it once, when their own words are there too."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only this one event is held back."""
        return event.type() == QEvent.Type.LanguageChange


def _translate_toolkit(code: str) -> None:
    """Qt's words in ``code``; they stay English where Qt was installed without its translations."""
    app, old = QCoreApplication.instance(), _current.toolkit
    _current.toolkit = None
    if app is None:
        return
    unheard = _Unheard()
    app.installEventFilter(unheard)
    if old is not None:
        QCoreApplication.removeTranslator(old)
    made = QTranslator()
    if code != "en" and made.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _current.toolkit = made
        QCoreApplication.installTranslator(made)
    app.removeEventFilter(unheard)
