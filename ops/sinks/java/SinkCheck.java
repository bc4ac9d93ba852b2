// Own work, Apache-2.0. What Kafka Connect itself makes of a sink's configuration, without a broker and without a sink.
//
//   java -cp 'JARS/*' SinkCheck.java CONFIG.json ... < records.json
//
// records.json: [{"key": text, "value": text, "headers": {name: text}}]. Prints an object for each configuration:
// "found": is the connector's class among the jars; "problems": what its definition, and Connect's, object to;
// "unknown": options that neither has; "records": what the connector would be given for each record, null: nothing.

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

public class SinkCheck {
    record Given(String key, String value, Map<String, String> headers) {}

    static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] files) throws Exception {
        List<Given> records = JSON.readValue(System.in, new TypeReference<List<Given>>() {});
        List<Object> told = new ArrayList<>();
        for (String file : files) {
            var config = new TreeMap<String, String>();
            var given = JSON.readTree(new File(file));
            given.get("config").properties().forEach(each -> config.put(each.getKey(), each.getValue().asText()));
            config.put("name", given.get("name").asText());
            told.add(new SinkCheck(config).told(records));
        }
        JSON.writeValue(System.out, told);
    }

    private final Map<String, String> config;
    private final TreeSet<String> problems = new TreeSet<>();
    private final TreeSet<String> unknown;

    SinkCheck(Map<String, String> config) {
        this.config = config;
        this.unknown = new TreeSet<>(config.keySet());
    }

    Map<String, Object> told(List<Given> records) throws Exception {
        validated(SinkConnectorConfig.configDef(), "", config);
        boolean found = true;
        try {
            // Not only its definition: a connector may look closer than that says.
            var connector = made("connector.class", Connector.class);
            connector.validate(config).configValues().forEach(each -> problems.addAll(each.errorMessages()));
            connector.config().names().forEach(unknown::remove);
        } catch (ClassNotFoundException absent) {
            found = false;
        }
        List<Object> passed = new ArrayList<>();
        var key = converter("key.converter", true);
        var value = converter("value.converter", false);
        var stages = stages();
        for (Given each : records) {
            passed.add(passed(stages, record(each, key, value)));
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("found", found);
        told.put("problems", problems);
        told.put("unknown", unknown);
        told.put("records", passed);
        return told;
    }

    /** Notes what `definition` objects to in the options with a prefix; those that it has are known then. */
    private void validated(ConfigDef definition, String prefix, Map<String, String> own) {
        for (ConfigValue each : definition.validate(own)) {
            if (definition.names().contains(each.name())) {
                problems.addAll(each.errorMessages());
            }
        }
        definition.names().forEach(name -> unknown.remove(prefix + name));
    }

    private TreeMap<String, String> below(String prefix) {
        var own = new TreeMap<String, String>();
        config.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        return own;
    }

    private <T> T made(String option, Class<T> kind) throws ReflectiveOperationException {
        return kind.cast(Class.forName(config.get(option)).getDeclaredConstructor().newInstance());
    }

    private Converter converter(String option, boolean isKey) throws ReflectiveOperationException {
        var converter = made(option, Converter.class);
        var own = below(option + ".");
        own.put("converter.type", isKey ? "key" : "value");
        validated(converter.config(), option + ".", own);
        converter.configure(own, isKey);
        return converter;
    }

    private interface Stage {
        SinkRecord apply(SinkRecord record);
    }

    @SuppressWarnings("unchecked")
    private List<Stage> stages() throws ReflectiveOperationException {
        var predicates = new TreeMap<String, Predicate<SinkRecord>>();
        for (String name : named("predicates")) {
            String prefix = "predicates." + name + ".";
            Predicate<SinkRecord> predicate = made(prefix + "type", Predicate.class);
            unknown.remove(prefix + "type");
            validated(predicate.config(), prefix, below(prefix));
            predicate.configure(below(prefix));
            predicates.put(name, predicate);
        }
        List<Stage> stages = new ArrayList<>();
        for (String name : named("transforms")) {
            String prefix = "transforms." + name + ".";
            Transformation<SinkRecord> transformation = made(prefix + "type", Transformation.class);
            List.of("type", "predicate", "negate").forEach(option -> unknown.remove(prefix + option));
            validated(transformation.config(), prefix, below(prefix));
            transformation.configure(below(prefix));
            String only = config.get(prefix + "predicate");
            if (only != null && !predicates.containsKey(only)) {
                problems.add(prefix + "predicate: there is no predicate " + only);
                continue;
            }
            boolean negate = Boolean.parseBoolean(config.get(prefix + "negate"));
            stages.add(record -> only == null || predicates.get(only).test(record) != negate
                    ? transformation.apply(record) : record);
        }
        return stages;
    }

    private List<String> named(String option) {
        return config.containsKey(option) ? List.of(config.get(option).split("\\s*,\\s*")) : List.of();
    }

    private static SinkRecord record(Given given, Converter keys, Converter values) {
        var raw = new RecordHeaders();
        var headers = new ConnectHeaders();
        given.headers().forEach((name, value) -> {
            raw.add(name, value.getBytes(StandardCharsets.UTF_8));
            headers.addString(name, value);
        });
        String topic = "articles.enriched";
        SchemaAndValue key = keys.toConnectData(topic, raw, given.key().getBytes(StandardCharsets.UTF_8));
        SchemaAndValue value = values.toConnectData(topic, raw, given.value().getBytes(StandardCharsets.UTF_8));
        return new SinkRecord(topic, 0, key.schema(), key.value(), value.schema(), value.value(), 7L, 0L,
                TimestampType.CREATE_TIME, headers);
    }

    private static Map<String, Object> passed(List<Stage> stages, SinkRecord record) {
        for (Stage stage : stages) {
            record = record == null ? null : stage.apply(record);
        }
        if (record == null) {
            return null;
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("key", plain(record.key()));
        told.put("value", plain(record.value()));
        told.put("struct", record.value() instanceof Struct);
        return told;
    }

    private static Object plain(Object value) {
        if (!(value instanceof Struct struct)) {
            return value;
        }
        var told = new LinkedHashMap<String, Object>();
        for (Field field : struct.schema().fields()) {
            told.put(field.name(), plain(struct.get(field)));
        }
        return told;
    }
}
