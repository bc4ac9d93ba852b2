-- Which places are in the news now, and in how many articles of how many sources: a kill takes its article out again.
SELECT p.name, p.literal AS country, COUNT(*) AS articles, COUNT(DISTINCT source) AS sources
FROM articles CROSS JOIN UNNEST(articles.places) AS p (name, uri, literal)
WHERE status = 'usable'
GROUP BY p.name, p.literal;

-- Corrections and kills of each source in each hour.
SELECT window_start, source, signal, COUNT(*) AS events
FROM TABLE(TUMBLE(TABLE told, DESCRIPTOR(arrived), INTERVAL '1' HOUR))
WHERE signal IN ('correction', 'silent_edit', 'kill')
GROUP BY window_start, window_end, source, signal;
