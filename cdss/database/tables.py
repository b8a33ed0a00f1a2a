"""Between the tables and the frozen records: everything in, only what changed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from cdss.database.records import SavedPatient, SavedRuling, SavedSession
from cdss.database.schema import FILES, PATIENTS, RULINGS, SETTINGS, WORK


def load(connection: Connection) -> SavedSession:
    """All that the file holds. ``ValueError`` for a time that is none."""
    rulings = {row.key: _ruling(row) for row in connection.execute(select(RULINGS))}
    drops: dict[str, dict[int, tuple[str, ...]]] = {}
    for row in connection.execute(select(FILES).order_by(FILES.c.key, FILES.c.dropped, FILES.c.place)):
        of_patient = drops.setdefault(row.key, {})
        of_patient[row.dropped] = (*of_patient.get(row.dropped, ()), row.path)
    work: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in connection.execute(select(WORK).order_by(WORK.c.key, WORK.c.kind)):
        work[row.key] = (*work.get(row.key, ()), (row.kind, row.text))
    patients = tuple(
        SavedPatient(
            key=row.key,
            opened=_time(row.opened),
            closed=_time(row.closed),
            note=row.note,
            draft=row.draft,
            drops=tuple(drops.get(row.key, {}).values()),
            ruling=rulings.get(row.key),
            work=work.get(row.key, ()),
        )
        for row in connection.execute(select(PATIENTS).order_by(PATIENTS.c.place))
    )
    settings = tuple((row.name, row.value) for row in connection.execute(select(SETTINGS).order_by(SETTINGS.c.name)))
    return SavedSession(patients, settings)


def write_changes(connection: Connection, old: SavedSession, new: SavedSession) -> None:
    """Turn the tables of ``old`` into those of ``new``, in the caller's transaction."""
    was = {patient.key: (place, patient) for place, patient in enumerate(old.patients)}
    now = {patient.key: (place, patient) for place, patient in enumerate(new.patients)}
    for key in was.keys() - now.keys():
        connection.execute(delete(PATIENTS).where(PATIENTS.c.key == key))
    for key, (place, patient) in now.items():
        if was.get(key) != (place, patient):
            _write_patient(connection, was[key][1] if key in was else SavedPatient(key), patient, place)
    _write_settings(connection, dict(old.settings), dict(new.settings))


def _write_patient(connection: Connection, old: SavedPatient, new: SavedPatient, place: int) -> None:
    row = {
        "key": new.key,
        "place": place,
        "opened": _text(new.opened),
        "closed": _text(new.closed),
        "note": new.note,
        "draft": new.draft,
    }
    _put(connection, PATIENTS, row)
    if new.ruling is None:
        connection.execute(delete(RULINGS).where(RULINGS.c.key == new.key))
    elif new.ruling != old.ruling:
        _put(connection, RULINGS, _ruling_row(new.key, new.ruling))
    _write_work(connection, new.key, dict(old.work), dict(new.work))
    if new.drops != old.drops:
        connection.execute(delete(FILES).where(FILES.c.key == new.key))
        for number, drop in enumerate(new.drops):
            for place, path in enumerate(drop):
                _put(connection, FILES, {"key": new.key, "dropped": number, "place": place, "path": path})


def _write_work(connection: Connection, key: str, old: dict[str, str], new: dict[str, str]) -> None:
    for kind in old.keys() - new.keys():
        connection.execute(delete(WORK).where(WORK.c.key == key, WORK.c.kind == kind))
    for kind, text in new.items():
        if old.get(kind) != text:
            _put(connection, WORK, {"key": key, "kind": kind, "text": text})


def _write_settings(connection: Connection, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    for name in old.keys() - new.keys():
        connection.execute(delete(SETTINGS).where(SETTINGS.c.name == name))
    for name, value in new.items():
        if old.get(name) != value:
            _put(connection, SETTINGS, {"name": name, "value": value})


def _put(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Insert ``row``, or update the one of the same key."""
    made = insert(table).values(**row)
    keys = [column.name for column in table.primary_key]
    others = {name: made.excluded[name] for name in row if name not in keys}
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_=others))


def _ruling(row: Row[tuple[object, ...]]) -> SavedRuling:
    return SavedRuling(row.level, row.model_level, row.reason, _time(row.made))


def _ruling_row(key: str, ruling: SavedRuling) -> dict[str, object]:
    return {
        "key": key,
        "level": ruling.level,
        "model_level": ruling.model_level,
        "reason": ruling.reason,
        "made": _text(ruling.made),
    }


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(time: datetime | None) -> str | None:
    """ISO 8601 in UTC, which no change of the computer's time zone can shift."""
    return None if time is None else time.astimezone(UTC).isoformat()
