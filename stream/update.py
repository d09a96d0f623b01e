"""What a batch of records changed."""

from __future__ import annotations

from msgspec import Struct, field

from stream.alerts import Alert
from stream.protocol_lines import Line
from stream.rejection import Rejection
from stream.straight import Entered


class Update(Struct):
    """What a batch of records changed, and what it was made of.

    Attributes:
        alerts: those that changed.
        rejected: records that were refused.
        entered: what was taken in.
        lines: what there is to tell the rules on many stations, in order of arrival for
            each station.
    """

    alerts: list[Alert] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    entered: Entered = field(default_factory=Entered)
    lines: list[Line] = field(default_factory=list)
