"""Arrays arrive whole through shared memory, and no block outlives its use."""

from multiprocessing.shared_memory import SharedMemory

import numpy as np
import pytest

from cdss.engine import transport
from cdss.engine.transport import Inbox, Outbox
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.records.film import Film, Window


@pytest.fixture
def ends():
    out = Outbox("tltestw")
    yield out, Inbox("tltestw")
    out.close()


def exists(name):
    try:
        SharedMemory(name).close()
    except FileNotFoundError:
        return False
    return True


def big_case():
    rng = np.random.default_rng(0)
    film = Film("f", rng.normal(size=(301, 203)).astype(np.float32), Window(0.0, 1.0))
    signal = np.asfortranarray(rng.normal(size=(12, 5000)).astype(np.float32))
    signal[3] = np.nan
    return Case("a", films=(film,), ecgs=(Ecg("e", signal, 500.0),))


def test_case_arrives_equal_and_writable_and_its_block_is_gone(ends):
    out, inbox = ends
    case = big_case()
    parcel = out.pack(case)
    assert parcel.segments == () and exists(parcel.block)
    back = inbox.unpack(parcel)
    assert not exists(parcel.block)
    np.testing.assert_array_equal(back.films[0].pixels, case.films[0].pixels)
    np.testing.assert_array_equal(back.ecgs[0].signal_mv, case.ecgs[0].signal_mv)
    assert back.films[0].pixels.flags.writeable and back.films[0].pixels.flags.aligned
    assert back.ecgs[0].missing_leads == ("aVR",)
    out.taken(parcel.block)


def test_small_message_needs_no_block(ends):
    out, inbox = ends
    parcel = out.pack(Case("a", chief_complaint="흉통"))
    assert parcel.block is None
    assert inbox.unpack(parcel).chief_complaint == "흉통"


def test_long_text_does_not_fill_the_pipe(ends):
    out, inbox = ends
    parcel = out.pack(Case("a", chief_complaint="x" * 1_000_000))
    assert parcel.block is not None and sum(map(len, parcel.segments)) == 0
    assert len(inbox.unpack(parcel).chief_complaint) == 1_000_000


def test_array_that_is_not_contiguous_arrives_equal(ends):
    out, inbox = ends
    strided = np.arange(100_000, dtype=np.float32)[::3]
    np.testing.assert_array_equal(inbox.unpack(out.pack(strided)), strided)


def test_full_shared_memory_falls_back_to_the_pipe(ends, monkeypatch):
    monkeypatch.setattr(transport, "_room_for", lambda size: False)
    out, inbox = ends
    case = big_case()
    parcel = out.pack(case)
    assert parcel.block is None
    np.testing.assert_array_equal(inbox.unpack(parcel).films[0].pixels, case.films[0].pixels)


def test_closing_the_sender_frees_what_was_not_taken_and_ends_packing(ends):
    out, _ = ends
    parcel = out.pack(big_case())
    out.close()
    assert not exists(parcel.block)
    with pytest.raises(OSError, match="closed"):
        out.pack(big_case())


def test_receiver_frees_the_block_a_dead_sender_never_announced(ends):
    out, inbox = ends
    inbox.unpack(out.pack(big_case()))
    never_announced = out.pack(big_case())
    inbox.close()
    assert not exists(never_announced.block)


def test_unwanted_parcel_is_freed_unread(ends):
    out, inbox = ends
    parcel = out.pack(big_case())
    inbox.discard(parcel)
    assert not exists(parcel.block)
    with pytest.raises(FileNotFoundError):
        inbox.unpack(parcel)
