// What a role would have to learn for another: skills that the other requires and it does not, those that both
// require, and those it would no longer need.
// answers one
// parameter id: text
// parameter to: text
MATCH (role:Role {id: $id}) WHERE visible(role)
MATCH (target:Role {id: $to}) WHERE visible(target)
RETURN role, target,
       COLLECT {
         MATCH (target)-[needs:REQUIRES_SKILL]->(skill:Skill)
         WHERE visible(skill) AND visible_edge(needs)
           AND NOT EXISTS { MATCH (role)-[has:REQUIRES_SKILL]->(skill) WHERE visible_edge(has) }
         RETURN {skill: skill, proficiency_required: needs.proficiency_required, is_required: needs.is_required}
         ORDER BY needs.is_required DESC, skill.name, skill.id
       } AS missing,
       COLLECT {
         MATCH (target)-[needs:REQUIRES_SKILL]->(skill:Skill)<-[has:REQUIRES_SKILL]-(role)
         WHERE visible(skill) AND visible_edge(needs) AND visible_edge(has)
         RETURN {skill: skill, has: has.proficiency_required, proficiency_required: needs.proficiency_required,
                 is_required: needs.is_required}
         ORDER BY skill.name, skill.id
       } AS shared,
       COLLECT {
         MATCH (role)-[has:REQUIRES_SKILL]->(skill:Skill)
         WHERE visible(skill) AND visible_edge(has)
           AND NOT EXISTS { MATCH (target)-[needs:REQUIRES_SKILL]->(skill) WHERE visible_edge(needs) }
         RETURN skill ORDER BY skill.name, skill.id
       } AS no_longer_needed
