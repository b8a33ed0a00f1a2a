"""The desks at which another model, or another calibration of it, comes into use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from cdss.bundle.installed import base_folder
from cdss.session.store import Store
from ui.beside import Post
from ui.calibration_desk import CalibrationDesk
from ui.controllers.protocols import EngineClient
from ui.site_desk import SiteDesk
from ui.update_desk import UpdateDesk


class ModelDesks(NamedTuple):
    """Calibration to this hospital, updates from a file, and the hospital's page of the settings."""

    calibration: CalibrationDesk
    updates: UpdateDesk
    site: SiteDesk

    def start(self) -> None:
        """Say what must be said of the model and its calibration."""
        self.calibration.start()
        self.updates.start()

    def stop(self) -> None:
        """Stop what runs."""
        self.calibration.stop()
        self.updates.stop()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What their actions do."""
        return self.calibration.handlers() | self.updates.handlers()


def model_desks(
    store: Store,
    window: QWidget,
    reader: Executor,
    post: Post,
    client: Callable[[Path], EngineClient],
    use: Callable[[Path], None],
    calibrated: Callable[[], Path],
) -> ModelDesks:
    """``client``: makes a worker of its own for the model in a folder. ``use``: has the window's engine go on with a model."""
    calibration = CalibrationDesk(store, window, post, client, use, base_folder, calibrated)
    updates = UpdateDesk(store, window, post, client, use, calibrated)
    return ModelDesks(
        calibration, updates, SiteDesk(store, reader, post, use, calibration.page, base_folder, calibrated)
    )
