// Communities of roles that do jobs together, the largest first, with what their members have in common: jobs,
// skills and departments, by how many members have them. From the last refresh (Louvain) for the caller's tenant;
// where none has been made, the roles of a department stand for a community; method says which.
// answers list
// parameter limit: number 1..100 = 20
// cursor size, community
OPTIONAL MATCH (run:InsightRun {scope: coalesce($scope, 'all')})
MATCH (role:Role) WHERE visible(role)
OPTIONAL MATCH (role)-[rated:RATED_IN]->(tenant:Tenant {id: $scope})
WITH run, role,
     CASE WHEN run IS NULL THEN
            head(COLLECT { MATCH (role)-[:BELONGS_TO]->(department:Department) WHERE visible(department)
                           RETURN department.id ORDER BY department.id })
          WHEN $scope IS NULL THEN toString(role.insight_community)
          ELSE toString(rated.community) END AS community
WHERE community IS NOT NULL
WITH run, community, collect(role) AS members
WITH run, community, members, size(members) AS size
WHERE $after IS NULL OR size < $after[0] OR (size = $after[0] AND community > $after[1])
ORDER BY size DESC, community LIMIT $limit
CALL (members) {
  UNWIND members AS member
  MATCH (member)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible_edge(e)
  WITH job, count(DISTINCT member) AS roles WHERE visible(job)
  ORDER BY roles DESC, job.id LIMIT 5
  RETURN collect({job: job, roles: roles}) AS jobs
}
CALL (members) {
  UNWIND members AS member
  MATCH (member)-[e:REQUIRES_SKILL]->(skill:Skill) WHERE visible_edge(e)
  WITH skill, count(DISTINCT member) AS roles WHERE visible(skill)
  ORDER BY roles DESC, skill.id LIMIT 5
  RETURN collect({skill: skill, roles: roles}) AS skills
}
CALL (members) {
  UNWIND members AS member
  MATCH (member)-[:BELONGS_TO]->(department:Department)
  WITH department, count(DISTINCT member) AS roles WHERE visible(department)
  ORDER BY roles DESC, department.id LIMIT 5
  RETURN collect({department: department, roles: roles}) AS departments
}
RETURN community, size, jobs, skills, departments,
       CASE WHEN run IS NULL THEN 'department' ELSE 'louvain' END AS method, run.computed_at AS computed_at
ORDER BY size DESC, community
