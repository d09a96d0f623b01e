"""Load: the events of an election day on their way to a tally that is put to the test.

An open loop: every event has a moment it is meant to be sent at, and latency counts from that. The
tally that comes out is judged by what a perfect one makes of the same events.
"""
