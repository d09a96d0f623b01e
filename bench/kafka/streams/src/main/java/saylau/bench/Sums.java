package saylau.bench;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Sums by unit and region of the whole process; its one stream thread alone uses them. */
final class Sums {
    record Place(String region, int unit) {}

    final Map<String, Total> regions = new HashMap<>();
    final Set<String> changed = new LinkedHashSet<>();
    private final Map<Integer, Total> units = new HashMap<>();
    private final Map<String, Place> places;

    Sums(Map<String, Place> places) {
        this.places = places;
    }

    void add(String station, int voters, int registered, int ballots, int votes) {
        Place place = places.get(station);
        regions.computeIfAbsent(place.region(), Total::new).add(voters, registered, ballots, votes);
        units.computeIfAbsent(place.unit(), unit -> new Total(place.region()))
            .add(voters, registered, ballots, votes);
        changed.add(place.region());
    }
}
