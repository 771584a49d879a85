-- Sessions
-- First and last click, duration, what was looked at.
-- The generator numbers its sessions from 1 again whenever it restarts. Inside a session clicks arrive about a
-- second apart at most, so ten seconds without one mean that the number was given out again.
WITH gaps AS (
  SELECT *,
    enqueued_time - lag(enqueued_time) OVER (PARTITION BY sessionid ORDER BY enqueued_time, `partition`, `offset`) AS gap
  FROM clicks
),
runs AS (
  SELECT *,
    sum(CASE WHEN gap > INTERVAL 10 SECONDS THEN 1 ELSE 0 END) OVER (
      PARTITION BY sessionid ORDER BY enqueued_time, `partition`, `offset`
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS run
  FROM gaps
)
SELECT
  sessionid,
  min(event_time) AS first_click,
  max(event_time) AS last_click,
  timestampdiff(SECOND, min(event_time), max(event_time)) AS duration_seconds,
  max_by(category, struct(event_time, enqueued_time, `partition`, `offset`)) AS last_category,
  min_by(productid, struct(event_time, enqueued_time, `partition`, `offset`)) AS first_product,
  max_by(productid, struct(event_time, enqueued_time, `partition`, `offset`)) AS last_product,
  count(*) AS clicks,
  max(enqueued_time) AS last_enqueued
FROM runs
GROUP BY sessionid, run
ORDER BY last_enqueued DESC, sessionid, first_click
