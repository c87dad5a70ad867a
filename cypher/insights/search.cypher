// Nodes in whose name, title, code or description the words occur, the best match first; the last word may be the
// beginning of one.
// answers list
// parameter q: words
// parameter labels: labels = none
// parameter limit: number 1..100 = 20
// cursor score, key
CALL db.index.fulltext.queryNodes('neo4j_sync_text', $q) YIELD node AS n, score
WITH n, score, node_id(n) AS key
WHERE key IS NOT NULL AND ($labels IS NULL OR any(label IN labels(n) WHERE label IN $labels))
  AND ($after IS NULL OR score < $after[0] OR (score = $after[0] AND key > $after[1]))
WITH n, score, key WHERE visible(n)
RETURN n AS node, score, key
ORDER BY score DESC, key LIMIT $limit
