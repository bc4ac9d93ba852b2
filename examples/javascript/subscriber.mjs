// Keeps in a file what a site may show of articles.enriched, and obeys kills, corrections and holds.
//
//   npm install && node subscriber.mjs [LANGUAGE ...]
//
// Start it as often as you like, each with a FILE of its own. KAFKA, GROUP and FILE are read from the environment.

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Kafka, logLevel } from "kafkajs";

const languages = process.argv.slice(2);
const file = process.env.FILE ?? "articles.json";
// uri -> { status, version, headline, body, partition, offset, timestamp }
const articles = new Map(existsSync(file) ? JSON.parse(readFileSync(file)) : []);

// Told twice, an event changes nothing; and one that is older than what is here is left. Its offset says so; or its time, if
// the uri came to another partition, as when the topic was given more of them.
function isOlder(event, known) {
  if (event.partition !== known.partition) return Number(event.timestamp) < Number(known.timestamp);
  return BigInt(event.offset) < BigInt(known.offset);
}

function take(partition, { headers, value, offset, timestamp }) {
  const header = (name) => headers[name]?.toString();
  const uri = header("ce_subject");
  const known = articles.get(uri);
  // Only what nobody has seen yet may be left out by a filter.
  if (languages.length && !languages.includes(header("language")) && !known) return;
  if (known && isOlder({ partition, offset, timestamp }, known)) return;
  const text = value[0] === 0 ? value.subarray(5) : value; // the header of a schema registry
  const { item } = JSON.parse(text);
  const article = {
    status: item.pubStatus,
    version: item.version,
    headline: item.headlines?.[0]?.value,
    body: item.bodies?.[0]?.value,
    partition,
    offset,
    timestamp,
  };
  articles.set(uri, article);
  // canceled: never to be used again. withheld: not until it is usable again. There is no text in either.
  const said = item.pubStatus === "usable" ? header("signal") : `TAKEN DOWN, ${item.pubStatus}`;
  console.log(`${said}: ${uri}${article.headline ? `: ${article.headline}` : ""}`);
}

function save() {
  writeFileSync(`${file}.new`, JSON.stringify([...articles]));
  renameSync(`${file}.new`, file);
}

const kafka = new Kafka({ brokers: (process.env.KAFKA ?? "localhost:9092").split(","), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({
  groupId: process.env.GROUP ?? "my-site-js",
  maxBytesPerPartition: 16 * 1024 * 1024,
});
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await consumer.disconnect();
    process.exit(0);
  });
}

await consumer.connect();
await consumer.subscribe({ topics: ["articles.enriched"], fromBeginning: true });
await consumer.run({
  eachBatchAutoResolve: false, // what is committed has been saved
  eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
    let last;
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break; // a rebalance, or the end: what is not resolved comes again
      take(batch.partition, message);
      last = message.offset;
      await heartbeat();
    }
    save();
    if (last !== undefined) resolveOffset(last);
  },
});
