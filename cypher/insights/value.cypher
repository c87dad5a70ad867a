// The value that a function, department or role delivers: its jobs by value category and by value driver. A
// department's jobs are those of its roles and its own; a function's are those of its departments' roles and its own.
// answers one
// parameter of: node
find(n, $of)
WITH n WHERE n:Role OR n:Department OR n:Function
OPTIONAL CALL (n) {
  MATCH (n:Role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible_edge(e) RETURN job
  UNION
  MATCH (n:Department)<-[e:PERFORMED_BY_DEPARTMENT]-(job:JTBD) WHERE visible_edge(e) RETURN job
  UNION
  MATCH (n:Department)<-[:BELONGS_TO]-(role:Role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD)
  WHERE visible(role) AND visible_edge(e) RETURN job
  UNION
  MATCH (n:Function)<-[e:PERFORMED_BY_FUNCTION]-(job:JTBD) WHERE visible_edge(e) RETURN job
  UNION
  MATCH (n:Function)<-[:BELONGS_TO]-(department:Department)<-[:BELONGS_TO]-(role:Role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD)
  WHERE visible(department) AND visible(role) AND visible_edge(e) RETURN job
  UNION
  MATCH (n:Function)<-[:BELONGS_TO]-(department:Department)<-[e:PERFORMED_BY_DEPARTMENT]-(job:JTBD)
  WHERE visible(department) AND visible_edge(e) RETURN job
}
WITH n, collect(job) AS all
CALL (all) {
  UNWIND all AS job WITH job WHERE visible(job) RETURN collect(job) AS jobs
}
CALL (jobs) {
  UNWIND jobs AS job
  MATCH (job)-[delivers:DELIVERS_VALUE]->(category:ValueCategory) WHERE visible_edge(delivers)
  WITH category, count(DISTINCT job) AS number, sum(toFloat(delivers.relevance_score)) AS relevance
  WHERE visible(category)
  ORDER BY relevance DESC, number DESC, category.id
  RETURN collect({category: category, jobs: number, relevance: relevance}) AS categories
}
CALL (jobs) {
  UNWIND jobs AS job
  MATCH (job)-[impacts:IMPACTS]->(driver:ValueDriver) WHERE visible_edge(impacts)
  WITH driver, count(DISTINCT job) AS number, sum(toFloat(impacts.impact_strength)) AS strength,
       avg(toFloat(impacts.impact_score)) AS score, sum(toFloat(impacts.quantified_value)) AS quantified
  WHERE visible(driver)
  ORDER BY strength DESC, number DESC, driver.id
  RETURN collect({driver: driver, jobs: number, strength: strength, average_score: score,
                  quantified_value: quantified}) AS drivers
}
RETURN n AS of, size(jobs) AS jobs, categories, drivers
