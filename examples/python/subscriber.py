"""Keeps in SQLite what a site may show of articles.enriched, and obeys kills, corrections and holds.

    pip install aiokafka
    python subscriber.py [LANGUAGE ...]

Start it as often as you like: Kafka shares the partitions out. KAFKA, GROUP and DATABASE are read from the environment.
"""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError

TABLE = """CREATE TABLE IF NOT EXISTS articles (
    uri TEXT PRIMARY KEY, status TEXT, version TEXT, headline TEXT, body TEXT,
    place INTEGER, at INTEGER, time INTEGER)"""
# Told twice, an event changes nothing; and one that is older than what is here is left. Its offset (`at`) says so; or
# its time, if the uri came to another partition (`place`), as when the topic was given more of them.
SHOW = """INSERT INTO articles VALUES (:uri, :status, :version, :headline, :body, :place, :at, :time)
    ON CONFLICT (uri) DO UPDATE SET
        status = :status, version = :version, headline = :headline, body = :body, place = :place, at = :at, time = :time
    WHERE CASE WHEN place = :place THEN :at >= at ELSE :time >= time END"""


def take(database, record, languages):
    """Brings one record to the database, and says so. Only what nobody has seen yet may be left out by a filter."""
    headers = {name: value.decode() for name, value in record.headers}
    uri = headers["ce_subject"]
    known = database.execute("SELECT status FROM articles WHERE uri = ?", [uri]).fetchone()
    if languages and headers["language"] not in languages and not known:
        return
    value = record.value[5:] if record.value[0] == 0 else record.value  # the header of a schema registry
    item = json.loads(value)["item"]
    headlines, bodies = item.get("headlines", [{}]), item.get("bodies", [{}])
    row = {"uri": uri, "status": item["pubStatus"], "version": item.get("version")}
    row |= {"headline": headlines[0].get("value"), "body": bodies[0].get("value")}
    row |= {"place": record.partition, "at": record.offset, "time": record.timestamp}
    if not database.execute(SHOW, row).rowcount:
        return
    if row["status"] == "usable":  # new, or in place of the text that stood: correction, update, release, ...
        print(f"{headers.get('signal')}: {uri}: {row['headline']}", flush=True)
    else:  # canceled: never to be used again. withheld: not until it is usable again. There is no text in either.
        print(f"TAKEN DOWN, {row['status']}: {uri}", flush=True)


async def main(languages):
    database = sqlite3.connect(os.environ.get("DATABASE", "articles.sqlite"), timeout=30)
    database.execute(TABLE)
    consumer = AIOKafkaConsumer(
        "articles.enriched",
        bootstrap_servers=os.environ.get("KAFKA", "localhost:9092"),
        group_id=os.environ.get("GROUP", "my-site"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,  # what is committed has been done
        max_partition_fetch_bytes=16 * 1024 * 1024,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await consumer.start()
    try:
        while not stop.is_set():
            for place, records in (await consumer.getmany(timeout_ms=500, max_records=500)).items():
                with database:  # one transaction for a batch
                    for record in records:
                        take(database, record, languages)
                # A rebalance may have given the partition to another: it takes these records again, which does no harm.
                with contextlib.suppress(CommitFailedError, IllegalStateError):
                    await consumer.commit({place: records[-1].offset + 1})
    finally:
        await consumer.stop()
        database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
