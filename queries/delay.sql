-- Delay from hub to table
-- Of the clicks of the last minute. A click can be queried once its file is written, and Delta knows when that was. Seconds; null without clicks.
-- The bound on enqueued_time lets Delta skip every older file by its statistics.
SELECT
  count(*) AS clicks,
  percentile_approx(delay_ms, 0.5) / 1000 AS p50_seconds,
  percentile_approx(delay_ms, 0.95) / 1000 AS p95_seconds,
  max(delay_ms) / 1000 AS max_seconds,
  max(enqueued_time) AS newest_click
FROM (
  SELECT enqueued_time, unix_millis(_metadata.file_modification_time) - unix_millis(enqueued_time) AS delay_ms
  FROM clicks
  WHERE enqueued_time >= current_timestamp() - INTERVAL 1 MINUTE
)
