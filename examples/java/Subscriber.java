// Keeps in memory what a site may show of articles.enriched, and obeys kills, corrections and holds.
//
//   mvn -q compile exec:java [-Dexec.args="LANGUAGE ..."]
//
// KAFKA and GROUP are read from the environment. Put your database in the place of `articles`.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

public class Subscriber {
    record Article(String status, String version, String headline, String body, int partition, long offset, long time) {
        // Told twice, an event changes nothing; and one that is older than what is here is left. Its offset says so; or its
        // time, if the uri came to another partition, as when the topic was given more of them.
        boolean isNewerThan(ConsumerRecord<?, ?> record) {
            return partition == record.partition() ? offset > record.offset() : time > record.timestamp();
        }
    }

    static final ObjectMapper JSON = new ObjectMapper();
    static final Map<String, Article> articles = new HashMap<>();

    public static void main(String[] languages) {
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", System.getenv().getOrDefault("KAFKA", "localhost:9092"),
            "group.id", System.getenv().getOrDefault("GROUP", "my-site-java"),
            "auto.offset.reset", "earliest",
            "enable.auto.commit", false, // what is committed has been done
            "max.partition.fetch.bytes", 16 * 1024 * 1024);
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        Thread here = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.wakeup();
            try {
                here.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }));
        try (consumer) {
            consumer.subscribe(List.of("articles.enriched"), new Assigned(consumer));
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record, List.of(languages));
                }
                try {
                    consumer.commitSync();
                } catch (CommitFailedException | RebalanceInProgressException rebalance) {
                    // Who has the partition now takes these records again, which does no harm.
                }
            }
        } catch (WakeupException end) {
            System.out.println("ended");
        }
    }

    static void take(ConsumerRecord<String, byte[]> record, List<String> languages) {
        String uri = header(record, "ce_subject");
        // Only what nobody has seen yet may be left out by a filter.
        if (!languages.isEmpty() && !languages.contains(header(record, "language")) && !articles.containsKey(uri)) {
            return;
        }
        if (articles.containsKey(uri) && articles.get(uri).isNewerThan(record)) {
            return;
        }
        byte[] value = record.value();
        int begin = value[0] == 0 ? 5 : 0; // the header of a schema registry
        JsonNode item;
        try {
            item = JSON.readTree(value, begin, value.length - begin).path("item");
        } catch (IOException none) {
            System.err.println("no JSON at " + record.topic() + "/" + record.partition() + "/" + record.offset());
            return;
        }
        String headline = item.at("/headlines/0/value").asText(null);
        String status = item.path("pubStatus").asText();
        String body = item.at("/bodies/0/value").asText(null);
        String version = item.path("version").asText(null);
        articles.put(uri, new Article(status, version, headline, body, record.partition(), record.offset(), record.timestamp()));
        // canceled: never to be used again. withheld: not until it is usable again. There is no text in either.
        String said = status.equals("usable") ? header(record, "signal") : "TAKEN DOWN, " + status;
        System.out.println(said + ": " + uri + (headline == null ? "" : ": " + headline));
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header found = record.headers().lastHeader(name);
        return found == null ? null : new String(found.value(), StandardCharsets.UTF_8);
    }

    /** What is kept in memory is read anew by whoever gets a partition. With a database of yours, leave this out. */
    record Assigned(KafkaConsumer<?, ?> consumer) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.seekToBeginning(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }
}
