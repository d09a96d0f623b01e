package saylau.bench;

/** The sums of a region or a unit, absolute; what is published has these names. */
public final class Total {
    public String region;
    public long events;
    public long voters;
    public long registered;
    public long ballots;
    public long votes;

    Total(String region) {
        this.region = region;
    }

    /** Adds what a station says now to what it said before. */
    void add(int newVoters, int newRegistered, int newBallots, int newVotes) {
        events++;
        voters += newVoters;
        registered += newRegistered;
        ballots += newBallots;
        votes += newVotes;
    }
}
