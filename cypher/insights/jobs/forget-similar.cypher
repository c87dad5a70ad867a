// Takes the relationships SIMILAR_TO of earlier runs away that this one has not written again.
// parameter at: time of the run
MATCH (:Role|JTBD)-[s:SIMILAR_TO]->(:Role|JTBD)
WHERE NOT coalesce(s.computed_at = $at, false)
CALL (s) {
  DELETE s
} IN TRANSACTIONS OF 500 ROWS
