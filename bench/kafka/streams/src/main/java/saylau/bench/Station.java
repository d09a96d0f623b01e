package saylau.bench;

import java.nio.ByteBuffer;

/** What is known of a station: the state of `bench/kafka/plain_fold.py`, and how the store has it. */
final class Station {
    static final int BYTES = 8 + 6 * 4;

    long seen;
    int spoke;
    int voters;
    int registered;
    int version;
    int ballots;
    int votes;

    static Station read(byte[] stored) {
        Station station = new Station();
        if (stored != null) {
            ByteBuffer buffer = ByteBuffer.wrap(stored);
            station.seen = buffer.getLong();
            station.spoke = buffer.getInt();
            station.voters = buffer.getInt();
            station.registered = buffer.getInt();
            station.version = buffer.getInt();
            station.ballots = buffer.getInt();
            station.votes = buffer.getInt();
        }
        return station;
    }

    byte[] stored() {
        return ByteBuffer.allocate(BYTES).putLong(seen).putInt(spoke).putInt(voters)
            .putInt(registered).putInt(version).putInt(ballots).putInt(votes).array();
    }

    /** Takes an event in; returns false if it was known. */
    boolean take(Event event) {
        long bit = 1L << event.seq;
        if ((seen & bit) != 0) {
            return false;
        }
        seen |= bit;
        switch (event.type) {
            case "turnout-reported", "station-closed" -> {
                if (event.seq > spoke) {
                    spoke = event.seq;
                    voters = event.voters;
                }
            }
            case "station-opened" -> registered = event.registered;
            case "count-reported" -> {
                if (event.version > version) {
                    version = event.version;
                    ballots = event.found_station + event.found_home;
                    votes = 0;
                    for (int each : event.votes.values()) {
                        votes += each;
                    }
                }
            }
            default -> { }
        }
        return true;
    }
}
