"""Who signed the model, on the hospital's page and in "about"; a key pinned there, and what the site's file forbids."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.standing import signed_with, standing_words
from cdss.bundle.trust import Key, Trust, keep, shipped_keys, site_file, trusted
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.paths import model_dir
from cdss.session.store import Store
from ui.language import set_language
from ui.panels.help_pages import about_pages
from ui.panels.site_page import SitePage
from ui.panels.trust_box import TrustBox
from ui.site_desk import SiteDesk

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NORTH = Key("North", PRIVATE.public_key().public_bytes_raw().hex(), "2026-11-22")
TABLE = {"site": "north", "created": "2026-11-21", "cases": 60, "outputs": {}}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The bundle that ships with a stub of its weights, signed by nobody."""
    folder = tmp_path / "ours"
    shutil.copytree(model_dir(), folder, ignore=shutil.ignore_patterns("*.safetensors", "SIGNATURE.json"))
    (folder / "image.safetensors").write_bytes(b"stub")
    write_sums(folder)
    return folder


@pytest.fixture
def used() -> list[Path]:
    return []


@pytest.fixture
def desk(qapp: object, bundle: Path, tmp_path: Path, used: list[Path]) -> Iterator[SiteDesk]:
    executor = ThreadPoolExecutor(1)
    yield SiteDesk(
        Store(), executor, lambda call: call(), used.append, QWidget, lambda: bundle, lambda: tmp_path, lambda: NOW
    )
    executor.shutdown(wait=True)


def page_of(desk: SiteDesk, qtbot: QtBot) -> SitePage:
    page = desk.page()
    assert isinstance(page, SitePage)
    qtbot.addWidget(page)
    page.show()
    return page


def trust_north() -> None:
    keep(Trust((*shipped_keys(), NORTH)))


def test_the_page_says_who_signed_the_model_with_which_key(desk: SiteDesk, bundle: Path, qtbot: QtBot) -> None:
    trust_north()
    sign_bundle(bundle, PRIVATE, "2026-11-22")
    box = page_of(desk, qtbot).trust
    assert box.standing.text().startswith(
        f"Signed by North on 2026-11-22. Fingerprint of the key (SHA-256): {NORTH.fingerprint}"
    )
    shown = [box.keys.itemText(i) for i in range(box.keys.count())]
    assert shown == [
        "every trusted key",
        f"only {shipped_keys()[0].name} ({shipped_keys()[0].fingerprint[:8]}…)",
        f"only North ({NORTH.fingerprint[:8]}…)",
    ]
    assert box.keys.currentIndex() == 0 and not box.use.isEnabled() and not box.warning.isVisible()


def test_a_key_is_pinned_there_and_the_worker_asks_again(
    desk: SiteDesk, bundle: Path, used: list[Path], qtbot: QtBot
) -> None:
    trust_north()
    sign_bundle(bundle, PRIVATE, "2026-11-22")
    box = page_of(desk, qtbot).trust
    box.keys.setCurrentIndex(2)
    assert not box.warning.isVisible()
    qtbot.mouseClick(box.use, Qt.MouseButton.LeftButton)
    assert trusted().pinned == NORTH.fingerprint and used == [bundle]
    assert "This site uses only models signed with the key of North." in box.standing.text()
    box.keys.setCurrentIndex(1)
    assert box.warning.isVisible() and "nothing will be assessed" in box.warning.text()
    qtbot.mouseClick(box.use, Qt.MouseButton.LeftButton)
    assert "this site uses only bundles signed with" in box.standing.text() and len(used) == 2
    box.keys.setCurrentIndex(0)
    qtbot.mouseClick(box.use, Qt.MouseButton.LeftButton)
    assert trusted().pinned == "" and box.standing.text().startswith("Signed by North")


def test_an_unsigned_model_is_called_so(desk: SiteDesk, bundle: Path, qtbot: QtBot) -> None:
    box = page_of(desk, qtbot).trust
    assert box.standing.text().startswith("Nobody signed the model bundle ours")
    keep(Trust((), unsigned=(open_bundle(bundle).identity.sha256,)))
    assert page_of(desk, qtbot).trust.standing.text().startswith("Unsigned: nobody vouches for this model")
    set_language("ko")
    assert page_of(desk, qtbot).trust.standing.text().startswith("서명 없음")


def test_a_damaged_file_of_the_site_is_said_and_not_written_over(
    desk: SiteDesk, used: list[Path], qtbot: QtBot
) -> None:
    site_file().write_text("{", encoding="utf-8")
    page = page_of(desk, qtbot)
    assert "No model is used until it is mended" in page.trust.standing.text() and page.trust.keys.count() == 1
    desk.pin(page, "")
    assert "cannot be read" in page.said.text() and used == [] and site_file().read_text(encoding="utf-8") == "{"


def test_what_the_hospital_changed_in_a_signed_model_is_named(bundle: Path, tmp_path: Path) -> None:
    trust = Trust((NORTH,))
    sign_bundle(bundle, PRIVATE, "2026-11-22")
    made = write_site_bundle(open_bundle(bundle), tmp_path / "made", TABLE, "").path
    assert standing_words(made, trust=trust)[1] == (
        "Changed at this hospital, and in nothing else: calibrated to north on 2026-11-21, from 60 patients of its own."
    )
    assert signed_with(made) == NORTH.fingerprint
    (made / "SIGNATURE.json").write_text("{}", encoding="utf-8")
    assert "SIGNATURE.json" in standing_words(made, "ko", trust)[0] and signed_with(made) == ""


def test_about_says_who_vouches_for_the_model_that_ships(qapp: object) -> None:
    (program,) = (page.text() for page in about_pages(model_dir(), None) if page.name == "program")
    assert f"Signed by {shipped_keys()[0].name}" in program and shipped_keys()[0].fingerprint in program


def test_every_control_of_the_box_has_a_name(qtbot: QtBot) -> None:
    box = TrustBox()
    qtbot.addWidget(box)
    assert box.keys.accessibleName() and box.use.accessibleName()
