-- One row a uri: the last event of it, as articles.enriched has it. A kill replaces the row by one without a text.
CREATE TABLE articles (
    uri text PRIMARY KEY,
    document jsonb NOT NULL,
    pubstatus text GENERATED ALWAYS AS (document #>> '{item,pubStatus}') STORED,
    language text GENERATED ALWAYS AS (document #>> '{item,language}') STORED,
    source text GENERATED ALWAYS AS (document #>> '{desk,source}') STORED,
    signal text GENERATED ALWAYS AS (document #>> '{desk,signal}') STORED,
    version text GENERATED ALWAYS AS (document #>> '{item,version}') STORED,
    version_created text GENERATED ALWAYS AS (document #>> '{item,versionCreated}') STORED,
    headline text GENERATED ALWAYS AS (document #>> '{item,headlines,0,value}') STORED,
    body text GENERATED ALWAYS AS (document #>> '{item,bodies,0,value}') STORED
);
CREATE INDEX articles_version_created ON articles (version_created);
CREATE INDEX articles_text ON articles USING gin (to_tsvector('simple', coalesce(headline, '') || ' ' || coalesce(body, '')));

-- What may be used. Give readers this view, and not the table.
CREATE VIEW usable_articles AS SELECT * FROM articles WHERE pubstatus = 'usable';
