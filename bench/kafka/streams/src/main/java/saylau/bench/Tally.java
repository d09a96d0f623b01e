package saylau.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** The tally on Kafka Streams: one thread, a persistent store with its changelog, at least once. */
public final class Tally {
    private static final int COMMIT_EVERY_MS = 1000;
    /** All stations fit in: with the 10 MB that are the default the store would be read again. */
    private static final long CACHE_BYTES = 64L << 20;

    private Tally() {}

    public static void main(String[] arguments) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode task = mapper.readTree(Path.of(arguments[0]).toFile());
        Codes codes = new Codes(masters(mapper.readTree(Path.of(text(task, "keys")).toFile())));
        Sums sums = new Sums(places(mapper.readTree(Path.of(text(task, "places")).toFile())));
        ObjectReader reader = mapper.readerFor(Event.class);
        ObjectWriter writer = mapper.writerFor(Total.class);
        Topology topology = new Topology();
        topology.addSource("reports", Serdes.String().deserializer(),
            Serdes.ByteArray().deserializer(), text(task, "topic"));
        topology.addProcessor("fold", () -> new Fold(codes, sums, reader, writer), "reports");
        topology.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(Fold.STORE),
            Serdes.String(), Serdes.ByteArray()).withCachingEnabled(), "fold");
        topology.addSink("totals", text(task, "out"), Serdes.ByteArray().serializer(),
            Serdes.ByteArray().serializer(), "fold");
        KafkaStreams streams = new KafkaStreams(topology, settings(task));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close();
            System.out.println("saylau-bench compiling took "
                + ManagementFactory.getCompilationMXBean().getTotalCompilationTime() + " ms");
        }));
        streams.start();
    }

    private static Properties settings(JsonNode task) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, text(task, "group"));
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, text(task, "servers"));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, text(task, "folder"));
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY_MS);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    private static Map<String, byte[]> masters(JsonNode file) {
        Map<String, byte[]> masters = new HashMap<>();
        file.get("masters").properties().forEach(
            each -> masters.put(each.getKey(), HexFormat.of().parseHex(each.getValue().asText())));
        return masters;
    }

    private static Map<String, Sums.Place> places(JsonNode file) {
        Map<String, Sums.Place> places = new HashMap<>();
        file.properties().forEach(each -> places.put(each.getKey(),
            new Sums.Place(each.getValue().get(0).asText(), each.getValue().get(1).asInt())));
        return places;
    }

    private static String text(JsonNode task, String name) {
        return task.get(name).asText();
    }
}
