-- Clicks per second
-- By the second in which they reached the hub, over the last ten minutes.
-- The bound on enqueued_time lets Delta skip every older file by its statistics.
SELECT date_trunc('SECOND', enqueued_time) AS second, count(*) AS clicks
FROM clicks
WHERE enqueued_time >= current_timestamp() - INTERVAL 10 MINUTES
GROUP BY date_trunc('SECOND', enqueued_time)
ORDER BY second
