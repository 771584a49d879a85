-- Clicks per minute in which they reached the hub
-- Not of event time: that runs hours behind and jumps back with every session.
SELECT date_trunc('MINUTE', enqueued_time) AS minute, count(*) AS clicks
FROM clicks
GROUP BY date_trunc('MINUTE', enqueued_time)
ORDER BY minute
