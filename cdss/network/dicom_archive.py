"""An archive spoken to in DICOM: C-FIND in the study root, then C-GET, or C-MOVE to a listener (PS3.4 C.4)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdss.network.dicom_rows import series_identifier, series_of, study_identifier, study_of
from cdss.network.errors import NetworkError
from cdss.network.filing import ACCEPTED, Filing
from cdss.network.intake import Intake
from cdss.network.listener import MAX_MIB, Address, Listener, transfer_syntaxes
from cdss.network.nodes import Node, Way
from cdss.network.studies import (
    MAX_OBJECTS,
    MAX_STUDIES,
    Fetched,
    Found,
    Progress,
    Query,
    Series,
    Study,
    newest_first,
    to_fetch,
)
from cdss.network.waiting import Patience, Times

if TYPE_CHECKING:
    from pydicom import Dataset
    from pynetdicom import AE
    from pynetdicom.association import Association

FIND, MOVE, GET = (f"1.2.840.10008.5.1.4.1.2.2.{part}" for part in (1, 2, 3))
"""Query and retrieve, study root (PS3.4 C.6.2)."""

_SERVICES = {FIND: "pacs_reason_find", GET: "pacs_reason_get", MOVE: "pacs_reason_move"}
_SUCCESS, _CANCELLED, _PENDING, _SOME_FAILED = 0x0000, 0xFE00, (0xFF00, 0xFF01), 0xB000
_NO_DESTINATION = 0xA801
_AT_ONCE_S = 1.0
_CALLING_UNKNOWN, _CALLED_UNKNOWN = 3, 7
"""Reasons of a rejection by the service user (PS3.8 9.3.4)."""

Answers = Iterator[tuple["Dataset", "Dataset | None"]]


class DicomArchive:
    """Speaks to ``node``; each call opens one association and ends it."""

    def __init__(self, node: Node, times: Times | None = None, max_bytes: int = MAX_MIB << 20) -> None:
        self._node, self._times, self._max = node, times or Times(), max_bytes

    def search(self, query: Query, stop: threading.Event) -> Found:
        """As ``Archive.search``: at most 100 studies; what they hold is asked of each where the archive did not say it."""
        patience = Patience(stop, self._times.search_s)
        with self._associated([(FIND, None)], patience) as association:
            rows, more = self._first_found(association, query, patience)
            studies = [study for row in rows if (study := study_of(row)) is not None]
            known = [s if s.modalities else self._looked_into(association, s, patience) for s in studies]
        return newest_first(known, query, more)

    def _first_found(self, association: Association, query: Query, patience: Patience) -> tuple[list[Dataset], bool]:
        """The matches of the first spelling of the name that has any."""
        for spelling in query.spellings:
            rows, more = self._find(association, study_identifier(query, spelling), MAX_STUDIES, patience)
            if rows:
                return rows, more
        return [], False

    def fetch(self, study: Study, filing: Filing, progress: Progress, stop: threading.Event) -> Fetched:
        """As ``Archive.fetch``, series by series, only those that may hold films and ECGs."""
        patience, fetched = Patience(stop, self._times.fetch_s), Fetched()
        total: list[int | None] = [None]

        def filed(path: Path, _: str) -> None:
            if path not in fetched.paths:
                fetched.paths.append(path)
            progress(len(fetched.paths), total[0])

        own = replace(filing, study=study.uid)
        intake = Intake(own, self._max, filed=filed, lost=fetched.reasons.append, most=MAX_OBJECTS)
        with self._receiving(filing, intake), self._associated(self._contexts(), patience, intake) as association:
            wanted = to_fetch(self._series(association, study.uid, patience))
            total[0] = None if any(one.objects is None for one in wanted) else sum(one.objects or 0 for one in wanted)
            progress(0, total[0])
            for series in wanted:
                self._take(association, study, series, patience, fetched)
        if not fetched.count:
            raise NetworkError(
                "pacs_nothing_came", reason=fetched.reasons[0] if fetched.reasons else "pacs_reason_empty"
            )
        return fetched

    def _take(
        self, association: Association, study: Study, series: Series, patience: Patience, fetched: Fetched
    ) -> None:
        """Have one series sent; what the archive says failed is among the reasons."""
        identifier = series_identifier(study.uid, series.uid)
        if self._node.way is Way.MOVE:
            answers = association.send_c_move(identifier, self._node.own_title, MOVE)
        else:
            answers = association.send_c_get(identifier, GET)
        status = self._last(answers, patience)
        code, here = int(status.Status), len(fetched.reasons)
        if code == _NO_DESTINATION:
            raise NetworkError("pacs_no_destination", title=self._node.own_title)
        failed = int(status.get("NumberOfFailedSuboperations") or 0)
        if code not in (_SUCCESS, _SOME_FAILED) and not (failed or fetched.count):
            raise NetworkError("pacs_failed", status=f"{code:04X}")
        if self._node.way is Way.MOVE and not self._node.receive_port:
            fetched.elsewhere += int(status.get("NumberOfCompletedSuboperations") or 0)
        if (failed or code not in (_SUCCESS, _SOME_FAILED)) and not here:
            fetched.reasons.append("pacs_reason_not_sent")

    def _last(self, answers: Answers, patience: Patience) -> Dataset:
        """The final answer of a C-GET or C-MOVE."""
        for status, _ in answers:
            if "Status" not in status:
                patience.check()
                raise NetworkError("pacs_broken_off", name=self._node.name)
            if int(status.Status) not in _PENDING:
                return status
        patience.check()
        raise NetworkError("pacs_broken_off", name=self._node.name)

    def _looked_into(self, association: Association, study: Study, patience: Patience) -> Study:
        series = self._series(association, study.uid, patience)
        modalities = tuple(sorted({one.modality for one in series if one.modality}))
        counts = [one.objects for one in series]
        counted = None if None in counts or not counts else sum(count or 0 for count in counts)
        return replace(study, modalities=modalities, objects=study.objects if study.objects is not None else counted)

    def _series(self, association: Association, study: str, patience: Patience) -> list[Series]:
        rows, _ = self._find(association, series_identifier(study), MAX_OBJECTS * 2, patience)
        return [series for row in rows if (series := series_of(row)) is not None]

    def _find(
        self, association: Association, identifier: Dataset, limit: int, patience: Patience
    ) -> tuple[list[Dataset], bool]:
        """The matches, at most ``limit``, and whether there are more: then the archive is told to stop (C-CANCEL)."""
        found: list[Dataset] = []
        over = 0
        for status, row in association.send_c_find(identifier, FIND):
            code = status.get("Status")
            if code is None or (code in _PENDING and row is None):
                patience.check()
                raise NetworkError("pacs_broken_off", name=self._node.name)
            if code in (_SUCCESS, _CANCELLED):
                return found, over > 0
            if code not in _PENDING:
                raise NetworkError("pacs_failed", status=f"{code:04X}")
            if len(found) < limit:
                assert row is not None
                found.append(row)
                continue
            over += 1
            if over == 1:
                association.send_c_cancel(1, query_model=FIND)
            if over > limit:
                raise NetworkError("pacs_too_many")
        return found, over > 0

    def _receiving(self, filing: Filing, intake: Intake) -> AbstractContextManager[object]:
        """A listener of one's own for as long as an archive sends, where it sends in a connection of its own."""
        node = self._node
        if node.way is not Way.MOVE or not node.receive_port:
            return nullcontext()
        address = Address(node.own_title, (node.title,), node.receive_host, node.receive_port)
        return _listening(Listener(address, filing.folder, lambda *_: None, intake=intake))

    def _contexts(self) -> list[tuple[str, list[str] | None]]:
        """What is proposed for fetching. C-GET: each kind of object with each compression, for of a list an archive takes one."""
        if self._node.way is Way.MOVE:
            return [(FIND, None), (MOVE, None)]
        plain, *packed = _grouped()
        kinds = [(kind, syntaxes) for kind in ACCEPTED for syntaxes in (plain, *packed)]
        return [(FIND, None), (GET, None), *kinds]

    @contextmanager
    def _associated(
        self,
        contexts: Sequence[tuple[str, list[str] | None]],
        patience: Patience,
        intake: Intake | None = None,
    ) -> Iterator[Association]:
        """An association for as long as the block lasts; broken off where the block fails, or patience ends."""
        patience.check()
        association, reached = self._opened(contexts, intake if self._node.way is Way.GET else None)
        if not association.is_established:
            patience.check()
            raise self._refusal(association, reached, contexts[0][0])
        try:
            with patience.ending(partial(_break_off, association)):
                self._require(association, [abstract for abstract, _ in contexts if abstract not in ACCEPTED])
                yield association
        except BaseException:
            association.abort()
            raise
        association.release()

    def _opened(
        self, contexts: Sequence[tuple[str, list[str] | None]], intake: Intake | None
    ) -> tuple[Association, bool]:
        """An association, established or not, and whether anybody was there; ``intake`` takes what is sent in it.

        A peer that refuses and hangs up at once may be overtaken by its own hanging up, so that its reason is lost: then it is
        asked once more.
        """
        from pynetdicom import build_context, build_role, evt

        reached, begun = threading.Event(), time.monotonic()
        handlers: list[tuple[Any, Callable[..., Any]]] = [(evt.EVT_CONN_OPEN, lambda _: reached.set())]
        roles = [build_role(kind, scp_role=True) for kind in ACCEPTED] if intake is not None else []
        if intake is not None:
            handlers += [(evt.EVT_C_STORE, intake.store), (evt.EVT_PDU_RECV, intake.count)]
        proposed = [build_context(abstract, syntaxes) for abstract, syntaxes in contexts]
        place = self._node.host, self._node.port
        for _ in range(2):
            try:
                association = self._entity().associate(
                    *place, proposed, self._node.title, ext_neg=roles, evt_handlers=handlers
                )
            except (OSError, UnicodeError) as error:
                raise self._no_answer() from error
            told = association.is_established or association.acceptor.primitive is not None
            if told or not reached.is_set() or time.monotonic() - begun > _AT_ONCE_S:
                break
        return association, reached.is_set()

    def _entity(self) -> AE:
        from pynetdicom import AE

        entity = AE(ae_title=self._node.own_title)
        entity.connection_timeout = entity.acse_timeout = self._times.connect_s
        entity.dimse_timeout = entity.network_timeout = self._times.answer_s
        return entity

    def _require(self, association: Association, abstract: Sequence[str]) -> None:
        """``NetworkError`` where the archive offers none of what is asked of it."""
        offered = {str(context.abstract_syntax) for context in association.accepted_contexts}
        for one in abstract:
            if one not in offered:
                raise NetworkError("pacs_not_offered", name=self._node.name, what=_SERVICES[one])

    def _refusal(self, association: Association, reached: bool, wanted: str) -> NetworkError:
        """Why there is no association; ``wanted``: the first service that was asked for."""
        node, primitive = self._node, association.acceptor.primitive
        if association.is_rejected and primitive is not None:
            why = getattr(primitive, "diagnostic", None) if getattr(primitive, "result_source", None) == 1 else None
            if why == _CALLED_UNKNOWN:
                return NetworkError("pacs_called_refused", name=node.name, title=node.title)
            if why == _CALLING_UNKNOWN:
                return NetworkError("pacs_calling_refused", name=node.name, title=node.own_title)
        if association.is_rejected:
            return NetworkError("pacs_rejected", name=node.name)
        if getattr(primitive, "result", None) == 0:  # it was accepted, but none of the services
            return NetworkError("pacs_not_offered", name=node.name, what=_SERVICES[wanted])
        return NetworkError("pacs_no_dicom", name=node.name) if reached else self._no_answer()

    def _no_answer(self) -> NetworkError:
        node = self._node
        return NetworkError("pacs_no_answer", name=node.name, host=node.host, port=str(node.port))


def _grouped() -> list[list[str]]:
    """Transfer syntaxes as they are proposed: the plain ones together, each compression by itself."""
    plain, packed = list(transfer_syntaxes())[:2], list(transfer_syntaxes())[2:]
    return [plain, *([one] for one in packed)]


def _break_off(association: Association) -> None:
    """End the association, and wake whoever waits for an answer on it: it would wait for its whole time otherwise."""
    association.abort()
    association.dimse.msg_queue.put((None, None))


@contextmanager
def _listening(listener: Listener) -> Iterator[None]:
    listener.start()
    try:
        yield
    finally:
        listener.stop()
