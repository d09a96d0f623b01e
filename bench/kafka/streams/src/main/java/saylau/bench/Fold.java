package saylau.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Checks, decodes and folds one record at a time; a station's state is in the store. */
final class Fold implements Processor<String, byte[], byte[], byte[]> {
    static final String STORE = "stations";
    private static final Duration PUBLISH_EVERY = Duration.ofMillis(100);
    private static final String READY = "saylau-bench ready";
    private static boolean begun;

    private final Codes codes;
    private final Sums sums;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private KeyValueStore<String, byte[]> store;
    private ProcessorContext<byte[], byte[]> context;
    private long refused;

    Fold(Codes codes, Sums sums, ObjectReader reader, ObjectWriter writer) {
        this.codes = codes;
        this.sums = sums;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        store = given.getStateStore(STORE);
        given.schedule(PUBLISH_EVERY, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (!begun) {
            begun = true;
            System.out.println(READY);
        }
        Event event = admit(record);
        if (event == null) {
            refused++;
            return;
        }
        Station station = Station.read(store.get(record.key()));
        int voters = station.voters;
        int registered = station.registered;
        int ballots = station.ballots;
        int votes = station.votes;
        if (station.take(event)) {
            sums.add(record.key(), station.voters - voters, station.registered - registered,
                station.ballots - ballots, station.votes - votes);
            store.put(record.key(), station.stored());
        }
    }

    private Event admit(Record<String, byte[]> record) {
        Header mac = record.headers().lastHeader("mac");
        Header keyId = record.headers().lastHeader("key_id");
        if (mac == null || keyId == null) {
            return null;
        }
        String named = new String(keyId.value(), StandardCharsets.UTF_8);
        if (!codes.proves(record.key(), named, record.value(), mac.value())) {
            return null;
        }
        try {
            Event event = reader.readValue(record.value());
            return event.source.equals(record.key()) ? event : null;
        } catch (JsonProcessingException malformed) {
            return null;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private void publish(long now) {
        for (String region : sums.changed) {
            try {
                byte[] total = writer.writeValueAsBytes(sums.regions.get(region));
                context.forward(new Record<>(null, total, now));
            } catch (JsonProcessingException error) {
                throw new UncheckedIOException(error);
            }
        }
        sums.changed.clear();
    }
}
