-- Clicks per minute
-- By the minute in which they reached the hub. Event time would not do: it runs hours behind and jumps back with every session.
SELECT date_trunc('MINUTE', enqueued_time) AS minute, count(*) AS clicks
FROM clicks
GROUP BY date_trunc('MINUTE', enqueued_time)
ORDER BY minute
