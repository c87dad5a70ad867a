// Nodes in whose name, title, code or description the words occur: first those whose name begins with the first word,
// then those whose name has them all, shorter names first. The index's own scores are not used, because they depend
// on texts that the caller may not see.
// answers list
// parameter q: words
// parameter labels: labels = none
// parameter limit: number 1..100 = 20
// cursor rank, length, key
CALL db.index.fulltext.queryNodes('neo4j_sync_text', $q.query) YIELD node AS n
WITH n, node_id(n) AS key, toLower(coalesce(toString(n.name), toString(n.title), '')) AS name
WHERE key IS NOT NULL AND ($labels IS NULL OR any(label IN labels(n) WHERE label IN $labels)) AND visible(n)
WITH n, key, size(name) AS length,
     CASE WHEN name STARTS WITH $q.words[0] THEN 0
          WHEN all(word IN $q.words WHERE name CONTAINS word) THEN 1
          ELSE 2 END AS rank
WHERE $after IS NULL OR rank > $after[0]
   OR (rank = $after[0] AND (length > $after[1] OR (length = $after[1] AND key > $after[2])))
RETURN n AS node, rank, length, key
ORDER BY rank, length, key LIMIT $limit
