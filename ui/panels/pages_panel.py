"""Pages of text inside the program, help and about: a list of them, a search through them all, and the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from cdss.core.files import write_whole
from cdss.core.paths import resources_dir
from ui.panels.room import open_at
from ui.theme import palette
from ui.views.page_pictures import fit_pictures, smooth_pictures
from ui.views.searching import Place, has_all, places
from ui.views.wide_tables import fit_tables, narrowed


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, its title, and its text in Markdown, made when it is first needed.

    ``english``: what it says in English, by which it is found as well on a screen in another language.
    """

    name: str
    title: str
    text: Callable[[], str]
    english: Callable[[], str] = str


def pictures_dir() -> Path:
    """Where the pictures of the pages are."""
    return resources_dir() / "help" / "pictures"


@cache
def _picture(name: str) -> QImage:
    return QImage(str(pictures_dir() / name))


class PagesPanel(QDialog):
    """Not modal: one reads and looks at the screen. ``pages`` gives them in the language of the screen, and is asked again
    when that changes. A link ``page:name`` leads to another page; nothing leads out of the program.
    """

    def __init__(self, title: Callable[[], str], pages: Callable[[], Sequence[Page]], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._title, self._pages = title, pages
        self._shown: tuple[Page, ...] = ()
        self._texts: dict[str, str] = {}
        self._places: tuple[Place, ...] = ()
        self.setObjectName("pages")
        open_at(self, 860, 620)
        self.search, self.list, self.text = QLineEdit(), QListWidget(), QTextBrowser()
        self.list.setObjectName("settingSections")
        self.failed = QLabel()
        self.text.setSearchPaths([str(pictures_dir())])
        self.text.viewport().installEventFilter(self)
        self.nothing, self.close_button, self.paper_button = QLabel(), QPushButton(), QPushButton()
        self._build()
        self._fill()

    def show_page(self, name: str) -> None:
        """Turn to a page; the search is emptied where it hides it."""
        names = [page.name for page in self._shown]
        if name not in names:
            self.search.clear()
            names = [page.name for page in self._shown]
        self.list.setCurrentRow(names.index(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search, Enter goes to the next place found, Down to the list; Escape closes."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._find_next()
        elif self.search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language; text is laid out anew in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        elif event.type() == QEvent.Type.StyleChange:
            self._turn(self.list.currentRow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page's own size is known only once it is laid out, and changes with the window."""
        if watched is self.text.viewport() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        page = self.text.document()
        fit_pictures(page, _picture, self.text.viewport().width() - 2 * page.documentMargin())
        smooth_pictures(page, _picture, self.devicePixelRatioF())

    def _build(self) -> None:
        self.list.setFixedWidth(210)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.setTabChangesFocus(True)
        # shown or not by the length of a page, it would leave that page the width of the bar too wide
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.nothing.setProperty("role", "notice")
        self.nothing.setWordWrap(True)
        left = QVBoxLayout()
        for widget in (self.search, self.nothing, self.list):
            left.addWidget(widget)
        row = QHBoxLayout()
        row.addLayout(left)
        row.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.failed, 1)
        foot.addWidget(self.paper_button)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list.currentRowChanged.connect(self._turn)
        self.failed.setProperty("role", "notice")
        self.paper_button.setAutoDefault(False)
        self.paper_button.clicked.connect(self._ask_paper)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)

    def _fill(self) -> None:
        self.setWindowTitle(self._title())
        self.search.setPlaceholderText(self.tr("Search these pages"))
        self.search.setAccessibleName(self.tr("Search these pages"))
        self.list.setAccessibleName(self.tr("Pages"))
        self.text.setAccessibleName(self.tr("Text of the page"))
        self.nothing.setText(self.tr("No page has these words."))
        self.close_button.setText(self.tr("Close"))
        self.paper_button.setText(self.tr("Save page as PDF…"))
        self._texts.clear()
        self._filter()

    def _filter(self) -> None:
        """Keep the pages that have every word that is searched, the same one on top where it is among them."""
        row = self.list.currentItem()
        here = row.data(Qt.ItemDataRole.UserRole) if row is not None else None
        searched = self.search.text()
        self._shown = tuple(p for p in self._pages() if not searched.strip() or has_all(self._searched(p), searched))
        self.list.clear()
        for page in self._shown:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.list.addItem(item)
        self.nothing.setVisible(not self._shown)
        names = [page.name for page in self._shown]
        self.list.setCurrentRow(names.index(here) if here in names else 0)
        self._mark()

    def _searched(self, page: Page) -> str:
        return f"{page.title} {self._text(page)} {page.english()}"

    def _text(self, page: Page) -> str:
        if page.name not in self._texts:
            self._texts[page.name] = narrowed(page.text())
        return self._texts[page.name]

    def _turn(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.text.setMarkdown(self._text(self._shown[row]))
            fit_tables(self.text.document())
            self._fit()
            self._mark()

    def _mark(self) -> None:
        """Mark what is searched now, and nothing that was searched before; go to the first place of it."""
        text, words = self.text.toPlainText(), self.search.text().split()
        found = [places(text, word) for word in words]
        self._places = next((of_word for of_word in found if of_word), ())
        ground = QTextCharFormat()
        ground.setBackground(QColor(palette().selection))
        self.text.setExtraSelections([self._selection(place, ground) for of_word in found for place in of_word])
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._find_next()

    def _find_next(self) -> None:
        """To the next place of the first word that the page has, after the last one to the first again."""
        if self._places:
            here = self.text.textCursor().selectionEnd()
            after = next((place for place in self._places if place[0] >= here), self._places[0])
            self.text.setTextCursor(self._cursor(after))

    def _cursor(self, place: Place) -> QTextCursor:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(place[0])
        cursor.setPosition(sum(place), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _selection(self, place: Place, ground: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor, selection.format = self._cursor(place), ground
        return selection

    def save_paper(self, path: Path) -> None:
        """Write the page as a PDF for paper; where that fails it is said at the foot."""
        from ui.report.page import page_pdf  # with the first page that is saved, not as the window opens

        page = self._shown[self.list.currentRow()]
        try:
            write_whole(path, page_pdf(self._text(page), page.title, pictures_dir()))
            self.failed.setText(self.tr("Saved as {0}").format(path.name))
        except OSError:
            self.failed.setText(self.tr("{0} could not be written there.").format(path.name))

    def _ask_paper(self) -> None:
        title = QCoreApplication.translate("App", "Save as")
        suggested = str(Path.home() / f"triagelens-{self._shown[self.list.currentRow()].name}.pdf")
        name, _ = QFileDialog.getSaveFileName(self, title, suggested, "*.pdf")
        if name:
            self.save_paper(Path(name))

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "page":
            self.show_page(link.path())
