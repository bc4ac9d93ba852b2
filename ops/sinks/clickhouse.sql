-- articles.enriched read by ClickHouse itself: no Kafka Connect. Kept by uri: the last event of each.
CREATE TABLE articles_topic (document String)
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka:9092',
         kafka_topic_list = 'articles.enriched',
         kafka_group_name = 'clickhouse',
         kafka_format = 'JSONAsString',
         kafka_num_consumers = 1,
         kafka_handle_error_mode = 'stream';

CREATE TABLE articles (
    uri String,
    pubstatus LowCardinality(String),
    language LowCardinality(String),
    source LowCardinality(String),
    signal LowCardinality(String),
    version_created DateTime64(3, 'UTC'),
    urgency Nullable(UInt8),
    headline String,
    body String,
    places Array(String),
    topics Array(String),
    document String CODEC(ZSTD(3)),
    appended DateTime64(3, 'UTC'),
    partition UInt32,
    offset UInt64
)
ENGINE = ReplacingMergeTree(offset)
ORDER BY uri;

CREATE MATERIALIZED VIEW articles_reader TO articles AS
SELECT
    _key AS uri,
    JSONExtractString(document, 'item', 'pubStatus') AS pubstatus,
    JSONExtractString(document, 'item', 'language') AS language,
    JSONExtractString(document, 'desk', 'source') AS source,
    JSONExtractString(document, 'desk', 'signal') AS signal,
    parseDateTime64BestEffortOrZero(JSONExtractString(document, 'item', 'versionCreated'), 3, 'UTC') AS version_created,
    JSONExtract(document, 'item', 'urgency', 'Nullable(UInt8)') AS urgency,
    JSONExtractString(document, 'item', 'headlines', 1, 'value') AS headline,
    JSONExtractString(document, 'item', 'bodies', 1, 'value') AS body,
    arrayMap(place -> JSONExtractString(place, 'name'), JSONExtractArrayRaw(document, 'item', 'places')) AS places,
    arrayMap(topic -> JSONExtractString(topic, 'uri'), JSONExtractArrayRaw(document, 'item', 'subjects')) AS topics,
    document,
    coalesce(_timestamp_ms, toDateTime64(0, 3, 'UTC')) AS appended,
    _partition AS partition,
    _offset AS offset
FROM articles_topic
WHERE length(_error) = 0;

-- What may be used, each article once. Give readers this view, and not the table.
CREATE VIEW usable_articles AS SELECT * FROM articles FINAL WHERE pubstatus = 'usable';
