-- All clicks
SELECT coalesce(sum(clicks), 0) AS clicks, count(*) AS products
FROM clicks_per_product
