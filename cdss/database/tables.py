"""Between the tables and the frozen records: everything in, only what changed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Row, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from cdss.core.sealed import Seal, SealBroken
from cdss.database.records import SavedPatient, SavedRuling, SavedSession
from cdss.database.schema import FILES, KEY_CHECK, LOOK_TABLE, LOOKS, PATIENTS, RULINGS, SETTINGS, WORK

_TEXT = ("utf-8", "surrogatepass")
"""As every name of a file on Linux can be written, those of older Korean archives among them, which are no UTF-8."""


class OtherKey(ValueError):
    """The file was sealed under another key."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Seals and opens the cells of a row. Not a column type of SQLAlchemy: that is never told which row a value is of."""

    seal: Seal

    def sealed(self, table: Table, row: Mapping[str, object]) -> dict[str, object]:
        """``row`` as it is stored."""
        return {
            name: self.seal.seal(str(value).encode(*_TEXT), *_place(table, row, name))
            if value is not None and _is_sealed(table, name)
            else value
            for name, value in row.items()
        }

    def opened(self, table: Table, row: Row[tuple[object, ...]]) -> dict[str, Any] | None:
        """A stored row with its sealed cells as text; None where it is left out. Raises ``SealBroken``."""
        cells = row._asdict()
        return {name: self.cell(table, cells, name) for name in cells}

    def cell(self, table: Table, row: Mapping[str, Any], name: str) -> str | int | None:
        """One cell of a stored row, as text where it was sealed. Raises ``SealBroken``."""
        value: str | int | None = row[name]
        if value is None or not _is_sealed(table, name):
            return value
        stored = row[name] if isinstance(row[name], bytes) else b""  # SQLite keeps text in a column of bytes as well
        return self.seal.open(stored, *_place(table, row, name)).decode(*_TEXT)


def check_key(connection: Connection, seal: Seal) -> None:
    """Raises ``OtherKey`` where the file was sealed under another key than this; what is damaged is another matter."""
    row = connection.execute(select(SETTINGS).where(SETTINGS.c.name == KEY_CHECK)).one_or_none()
    if row is None:
        raise ValueError("no check of the key")
    try:
        Cells(seal).opened(SETTINGS, row)
    except SealBroken as error:
        raise OtherKey(str(error)) from error


def load(connection: Connection, cells: Cells) -> SavedSession:
    """All that ``cells`` open. ``ValueError`` for a time or a level that is none, ``SealBroken`` for a cell that was changed."""

    def rows(table: Table, *order: ColumnElement[Any]) -> Iterator[dict[str, Any]]:
        read = connection.execute(
            select(table).order_by(*order)
        ).all()  # a cursor that is left open keeps the file locked
        found = (cells.opened(table, row) for row in read)
        return (row for row in found if row is not None)

    rulings = {row["key"]: _ruling(row) for row in rows(RULINGS)}
    drops: dict[str, dict[int, tuple[str, ...]]] = {}
    for row in rows(FILES, FILES.c.key, FILES.c.dropped, FILES.c.place):
        of_patient = drops.setdefault(row["key"], {})
        of_patient[row["dropped"]] = (*of_patient.get(row["dropped"], ()), row["path"])
    work: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows(WORK, WORK.c.key, WORK.c.kind):
        work[row["key"]] = (*work.get(row["key"], ()), (row["kind"], row["text"]))
    patients = tuple(
        SavedPatient(
            key=row["path"],
            opened=_time(row["opened"]),
            closed=_time(row["closed"]),
            note=row["note"],
            draft=row["draft"],
            drops=tuple(drops.get(row["key"], {}).values()),
            ruling=rulings.get(row["key"]),
            work=work.get(row["key"], ()),
        )
        for row in rows(PATIENTS, PATIENTS.c.place)
    )
    found = [(row["name"], row["value"]) for table in (LOOK_TABLE, SETTINGS) for row in rows(table)]
    return SavedSession(patients, tuple(sorted(pair for pair in found if pair[0] != KEY_CHECK)))


class Changes:
    """Writes what changed, in the caller's transaction."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection, self._cells, self._name = connection, Cells(seal), seal.pseudonym

    def write(self, old: SavedSession, new: SavedSession) -> None:
        """Turn the tables of ``old`` into those of ``new``. ``ValueError`` for a level outside the scale."""
        was = {patient.key: (place, patient) for place, patient in enumerate(old.patients)}
        now = {patient.key: (place, patient) for place, patient in enumerate(new.patients)}
        for key in was.keys() - now.keys():
            self._delete(PATIENTS, key=self._name(key))
        for key, (place, patient) in now.items():
            if was.get(key) != (place, patient):
                self._write_patient(was[key][1] if key in was else SavedPatient(key), patient, place)
        self._write_settings(dict(old.settings), dict(new.settings))

    def _write_patient(self, old: SavedPatient, new: SavedPatient, place: int) -> None:
        key = self._name(new.key)
        times = {"opened": _text(new.opened), "closed": _text(new.closed)}
        self._put(
            PATIENTS, {"key": key, "place": place, "path": new.key, **times, "note": new.note, "draft": new.draft}
        )
        if new.ruling is None:
            self._delete(RULINGS, key=key)
        elif new.ruling != old.ruling:
            self._put(RULINGS, _ruling_row(key, new.ruling))
        self._write_work(key, dict(old.work), dict(new.work))
        if new.drops != old.drops:
            self._delete(FILES, key=key)
            for number, drop in enumerate(new.drops):
                for place, path in enumerate(drop):
                    self._put(FILES, {"key": key, "dropped": number, "place": place, "path": path})

    def _write_work(self, key: str, old: dict[str, str], new: dict[str, str]) -> None:
        for kind in old.keys() - new.keys():
            self._delete(WORK, key=key, kind=kind)
        for kind, text in new.items():
            if old.get(kind) != text:
                self._put(WORK, {"key": key, "kind": kind, "text": text})

    def _write_settings(self, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        for name in old.keys() - new.keys():
            self._delete(_settings_table(name), name=name)
        for name, value in new.items():
            if old.get(name) != value:
                self._put(_settings_table(name), {"name": name, "value": value})

    def _put(self, table: Table, row: Mapping[str, object]) -> None:
        """Insert ``row``, or update the one of the same key."""
        made = insert(table).values(**self._cells.sealed(table, row))
        keys = [column.name for column in table.primary_key]
        others = {name: made.excluded[name] for name in row if name not in keys}
        self._connection.execute(made.on_conflict_do_update(index_elements=keys, set_=others))

    def _delete(self, table: Table, **keys: str) -> None:
        self._connection.execute(delete(table).where(*(table.c[name] == value for name, value in keys.items())))


def _is_sealed(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, LargeBinary)


def _place(table: Table, row: Mapping[str, object], column: str) -> tuple[str, ...]:
    """Where a cell belongs: table, row and column."""
    return (table.name, *(str(row[key.name]) for key in table.primary_key), column)


def _settings_table(name: str) -> Table:
    return LOOK_TABLE if name in LOOKS else SETTINGS


def _ruling(row: Mapping[str, str | None]) -> SavedRuling:
    model = row["model_level"]
    return SavedRuling(
        _level(row["level"]), None if model is None else _level(model), row["reason"] or "", _time(row["made"])
    )


def _ruling_row(key: str, ruling: SavedRuling) -> dict[str, object]:
    return {
        "key": key,
        "level": _level(ruling.level),
        "model_level": ruling.model_level,
        "reason": ruling.reason,
        "made": _text(ruling.made),
    }


def _level(told: object) -> int:
    level = int(str(told))
    if level not in range(1, 6):
        raise ValueError(f"{level} is no level")
    return level


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(time: datetime | None) -> str | None:
    """ISO 8601 in UTC, which no change of the computer's time zone can shift."""
    return None if time is None else time.astimezone(UTC).isoformat()
