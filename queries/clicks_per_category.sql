-- Clicks per category
SELECT category, sum(clicks) AS clicks, count(*) AS products
FROM clicks_per_product
GROUP BY category
ORDER BY category
