"""What a batch of records changed."""

from __future__ import annotations

from msgspec import Struct, field

from stream.alerts import Alert
from stream.rejection import Rejection
from stream.straight import Entered


class Update(Struct):
    """What a batch of records changed, and what it was made of."""

    alerts: list[Alert] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    entered: Entered = field(default_factory=Entered)

    def __iadd__(self, other: Update) -> Update:
        self.alerts += other.alerts
        self.rejected += other.rejected
        self.entered.hours += other.entered.hours
        self.entered.said += other.entered.said
        return self
