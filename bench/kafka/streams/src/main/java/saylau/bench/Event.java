package saylau.bench;

import java.util.Map;

/** Any event of the contract; what its type does not have stays null. Unknown fields are refused. */
public final class Event {
    public int v;
    public String type;
    public String election;
    public String run;
    public String source;
    public int seq;
    public String at;
    public Integer registered;
    public Integer ballots_received;
    public String as_of;
    public Integer voters;
    public Integer queued;
    public String contest;
    public Integer version;
    public Integer issued;
    public Integer issued_home;
    public Integer unused;
    public Integer spoiled;
    public Integer found_station;
    public Integer found_home;
    public Integer invalid;
    public Integer against_all;
    public Map<String, Integer> votes;
}
