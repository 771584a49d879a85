-- Rejected events
-- What was no click, by reason.
SELECT reason, count(*) AS events, max(enqueued_time) AS newest
FROM clicks_rejected
GROUP BY reason
ORDER BY events DESC, reason
