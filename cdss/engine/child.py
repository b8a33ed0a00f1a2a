"""One worker process as its parent sees it: the pipe, the shared memory, the signs of life, and a sure end."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cdss.engine.birth import Born, give_birth
from cdss.engine.messages import Ready, Reply, Request, Taken, UnderWay
from cdss.engine.transport import Inbox, Outbox
from cdss.engine.worker import EngineFactory, WorkerOrder


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client waits, in seconds.

    ``start_s`` is long because a cold disk and a virus scanner can hold the first import of torch for a minute;
    ``busy_s`` ends a computation that never comes back although the worker's heart beats.
    """

    heartbeat_s: float = 1.0
    silence_s: float = 10.0
    start_s: float = 120.0
    busy_s: float = 120.0
    stop_s: float = 2.0
    max_restarts: int = 3
    restarts_within_s: float = 60.0


class Worker:
    """One worker process with its pipe, from its order to its end. ``OSError`` where the process cannot be made.

    ``born``: one that waits for its order; None starts another.
    """

    def __init__(
        self, bundle_dir: Path, device: str, factory: EngineFactory, heartbeat_s: float, born: Born | None = None
    ) -> None:
        token = f"tl{secrets.token_hex(4)}"
        order = WorkerOrder(bundle_dir, device, factory, f"{token}w", f"{token}c", heartbeat_s)
        self._outbox, self._inbox = Outbox(order.received), Inbox(order.sent)
        self._process, self._connection = born or give_birth()
        self._broken = False
        try:
            self._connection.send(order)
        except OSError:
            self._broken = True
        self._ready = False
        self._born = self._heard = self._looked = self._begun = time.monotonic()
        self.under_way: int | None = None

    def send(self, message: Request) -> None:
        """Send; a broken pipe is found by the next ``fault``."""
        try:
            self._connection.send(self._outbox.pack(message))
        except OSError:
            self._broken = True

    def receive(self) -> list[Reply]:
        """Every reply that lies in the pipe."""
        replies: list[Reply] = []
        try:
            while self._connection.poll():
                parcel = self._connection.recv()
                replies += self._note(self._inbox.unpack(parcel))
                if parcel.block is not None:
                    self.send(Taken(parcel.block))
        except (EOFError, OSError):
            self._broken = True
        return replies

    def fault(self, patience: Patience) -> str | None:
        """Code of the sentence that says what is wrong with the worker, None while it is well.

        Silence counts only while somebody listened: after the machine slept, the worker gets its time again.
        """
        now = time.monotonic()
        looked, self._looked = self._looked, now
        if now - looked > patience.silence_s / 2:
            self._born = self._heard = self._begun = now
        if self._broken or not self._process.is_alive():
            return "engine_died"
        silent = now - self._heard > patience.silence_s if self._ready else now - self._born > patience.start_s
        stuck = self.under_way is not None and now - self._begun > patience.busy_s
        return "engine_silent" if silent or stuck else None

    def end(self, seconds: float) -> None:
        """Wait ``seconds`` for the process to end by itself, then kill it; frees every block either side left."""
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._discard()
        self._inbox.close()
        self._outbox.close()
        self._connection.close()
        self._process.close()

    def _note(self, message: object) -> list[Reply]:
        self._heard = time.monotonic()
        match message:
            case Taken(block):
                self._outbox.taken(block)
                return []
            case UnderWay(generation):
                self.under_way, self._begun = generation, self._heard
                return []
            case Ready():
                self._ready = True
        return [message]  # type: ignore[list-item]

    def _discard(self) -> None:
        with suppress(EOFError, OSError):
            while self._connection.poll():
                self._inbox.discard(self._connection.recv())
