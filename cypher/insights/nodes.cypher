// The nodes of some labels that the caller may see, in the order of their ids.
// answers list
// parameter labels: labels
// parameter limit: number 1..500 = 100
// cursor key
MATCH (n:mapped_labels())
WHERE any(label IN labels(n) WHERE label IN $labels)
WITH n, node_id(n) AS key
WHERE key IS NOT NULL AND ($after IS NULL OR key > $after[0]) AND visible(n)
RETURN n AS node, key ORDER BY key LIMIT $limit
