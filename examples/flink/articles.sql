-- Tables over articles.enriched, for Flink 2.2 with flink-sql-connector-kafka 5.0.0-2.2 and flink-json.

-- What stands now: the last event of each uri, as readers have to take it. `canceled` and `withheld` have no text.
CREATE TABLE articles (
  uri STRING,
  item ROW<
    `pubStatus` STRING, `version` STRING, `versionCreated` TIMESTAMP_LTZ(3), `language` STRING, `urgency` INT,
    `headlines` ARRAY<ROW<`role` STRING, `value` STRING>>,
    `bodies` ARRAY<ROW<`contentType` STRING, `value` STRING, `wordCount` INT>>,
    `subjects` ARRAY<ROW<`name` STRING, `uri` STRING>>,
    `places` ARRAY<ROW<`name` STRING, `uri` STRING, `literal` STRING>>,
    `people` ARRAY<ROW<`name` STRING, `uri` STRING>>,
    `organisations` ARRAY<ROW<`name` STRING, `uri` STRING>>>,
  desk ROW<
    `source` STRING, `credit` STRING,
    `verdict` ROW<`signal` STRING, `disposition` STRING, `supersedes` STRING>>,
  status AS item.`pubStatus`,
  source AS desk.`source`,
  signal AS desk.`verdict`.`signal`,
  lang AS item.`language`,
  headline AS item.`headlines`[1].`value`,
  body AS item.`bodies`[1].`value`,
  places AS item.`places`,
  subjects AS item.`subjects`,
  PRIMARY KEY (uri) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'articles.enriched',
  'properties.bootstrap.servers' = 'localhost:9092',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- What was told, event by event, with the time at which the broker took it.
CREATE TABLE told (
  uri STRING,
  item ROW<`pubStatus` STRING, `language` STRING, `headlines` ARRAY<ROW<`role` STRING, `value` STRING>>>,
  desk ROW<`source` STRING, `verdict` ROW<`signal` STRING>>,
  arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  source AS desk.`source`,
  signal AS desk.`verdict`.`signal`,
  headline AS item.`headlines`[1].`value`,
  WATERMARK FOR arrived AS arrived - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'articles.enriched',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'flink',
  'scan.startup.mode' = 'earliest-offset',
  'key.format' = 'raw',
  'key.fields' = 'uri',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);
