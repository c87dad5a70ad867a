// Parts of the ontology that nothing connects to its largest part, the largest first, with some of their nodes. From
// the last refresh for the caller's tenant; where none has been made, nodes without any relationship, by label.
// answers list
// parameter limit: number 1..200 = 50
// cursor size, island
OPTIONAL MATCH (run:InsightRun {scope: coalesce($scope, 'all')})
MATCH (n:mapped_labels()) WHERE NOT n:Tenant AND visible(n)
OPTIONAL MATCH (n)-[rated:RATED_IN]->(tenant:Tenant {id: $scope})
WITH run, n,
     CASE WHEN run IS NULL THEN
            CASE WHEN NOT EXISTS { MATCH (n)-[e:mapped_types()]-(m) WHERE NOT m:Tenant AND visible(m) AND visible_edge(e) }
                 THEN labels(n)[0] END
          WHEN $scope IS NULL THEN n.insight_island
          ELSE rated.island END AS island
WHERE island IS NOT NULL
WITH run, n, island ORDER BY n.id
WITH run, island, count(n) AS size, collect(n)[..10] AS nodes
WHERE $after IS NULL OR size < $after[0] OR (size = $after[0] AND island > $after[1])
RETURN island, size, nodes, CASE WHEN run IS NULL THEN 'isolated' ELSE 'components' END AS method,
       run.computed_at AS computed_at
ORDER BY size DESC, island LIMIT $limit
