"""The controller of the hypothetical case: what is asked of the engine, and what is not."""

from __future__ import annotations

from unittest.mock import MagicMock

import pytest

from cdss.core.kinds import Modality
from cdss.records.case import Case
from cdss.records.question import SmallestChange, WhatIf
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, Opened, Selected
from cdss.session.store import Store
from ui.controllers.engine import EngineController
from ui.controllers.what_if import WhatIfController

FASTER = WhatIf({"heart_rate": 150.0})


@pytest.fixture
def store() -> Store:
    made = Store()
    vitals = Vitals("v", (VitalsRow(heart_rate=90.0),))
    cases = (CaseRead(f"/d/{name}", Case(name, chief_complaint="pain", vitals=vitals)) for name in "ab")
    made.dispatch(Opened(("/d/a", "/d/b")), *cases)
    return made


@pytest.fixture
def engine() -> MagicMock:
    return MagicMock(spec=EngineController)


@pytest.fixture
def controller(store: Store, engine: MagicMock) -> WhatIfController:
    return WhatIfController(store, engine.ask)


def test_opening_asks_nothing_and_the_same_key_closes_again(controller, store, engine):
    controller.toggle()
    assert store.state.intent.what_if == WhatIf()
    controller.toggle()
    assert store.state.intent.what_if is None
    engine.ask.assert_not_called()


def test_an_edit_is_kept_with_the_intent_and_asked(controller, store, engine):
    controller.edit(FASTER)
    assert store.state.intent.what_if == FASTER
    engine.ask.assert_called_once_with(FASTER)


def test_edits_that_cannot_be_are_kept_but_not_asked(controller, store, engine):
    controller.edit(WhatIf({"heart_rate": 900.0}))
    assert store.state.intent.what_if == WhatIf({"heart_rate": 900.0})
    engine.ask.assert_not_called()


def test_without_one_modality_is_one_call(controller, store, engine):
    controller.without(Modality.NOTE)
    engine.ask.assert_called_once_with(WhatIf(off=frozenset({Modality.NOTE})))
    assert store.state.intent.what_if.off == {Modality.NOTE}


def test_the_smallest_change_is_looked_for_only_while_the_panel_is_open(controller, engine):
    controller.search()
    engine.ask.assert_not_called()
    controller.toggle()
    controller.search()
    engine.ask.assert_called_once_with(SmallestChange())


def test_another_patient_has_no_edits(controller, store, engine):
    controller.edit(FASTER)
    store.dispatch(Selected("/d/b"))
    assert store.state.intent.what_if is None
    controller.toggle()
    assert store.state.intent.what_if == WhatIf() and engine.ask.call_count == 1


def test_without_a_patient_nothing_is_asked(engine):
    controller = WhatIfController(Store(), engine.ask)
    controller.edit(FASTER)
    controller.search()
    engine.ask.assert_not_called()
