// The nodes of some labels that the caller may see, in the order of their ids.
// answers list
// parameter labels: labels
// parameter limit: number 1..500 = 100
// cursor key
MATCH (n:labels_of($labels))
WITH n, node_id(n) AS key
WHERE key IS NOT NULL AND ($after IS NULL OR key > $after[0]) AND visible(n)
RETURN n AS node, key ORDER BY key LIMIT $limit
