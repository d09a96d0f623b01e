"""From what workers say of how far they are to how long each event took."""

import numpy as np
import pytest

from console.load.followed import Followed
from sim.load.trace import Trace
from stream.kafka.access import Access
from stream.kafka.figures import PROGRESS, Figures


def test_an_event_is_counted_once_the_next_offset_lies_beyond_its_own():
    followed = Followed(Access.of("kafka://127.0.0.1:9"), "run-1")
    for offsets, at in (({"0": 1}, 10.0), ({"0": 1, "1": 2}, 11.0), ({"0": 3, "1": 2}, 12.0)):
        followed._note(Figures("run-1", PROGRESS, {"offset": offsets}), at)
    trace = Trace(room=6)
    trace.keep_offsets()
    trace.mean(np.full(6, 9.0))
    # offsets by partition: 0 has 0, 2 and 3, 1 has 0 and 1; the last event lies nowhere.
    trace.offset_at[:] = [0, 2, 3, 0, 1, -1]
    waited = followed.waits(trace, [0, 0, 0, 1, 1, 0])
    assert waited[[0, 1, 3, 4]] == pytest.approx([1, 3, 2, 2])
    assert np.isnan(waited[[2, 5]]).all()
