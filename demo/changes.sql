-- A role is renamed: the Role node gets its new name and keeps its relationships.
UPDATE org_roles SET name = 'Field Service Engineer, MR & PET 🧲', updated_at = now() WHERE slug = 'field-engineer-mr';

-- A department moves to another function: its BELONGS_TO now ends at Commercial.
UPDATE org_departments SET function_id = md5('function:commercial')::uuid, updated_at = now()
WHERE slug = 'applications-training';

-- A role reports to someone else: its old REPORTS_TO goes and a new one appears.
UPDATE org_roles SET reports_to_role_id = md5('role:head-of-digital')::uuid, updated_at = now()
WHERE slug = 'remote-specialist';

-- A role reports to nobody any more: its REPORTS_TO goes.
UPDATE org_roles SET reports_to_role_id = NULL, updated_at = now() WHERE slug = 'regulatory-manager';

-- A role is soft-deleted: the Role node goes with all its relationships, though no other row has changed.
UPDATE org_roles SET deleted_at = now() WHERE slug = 'dispatcher';

-- The same role comes back: node and relationships are there again.
UPDATE org_roles SET deleted_at = NULL WHERE slug = 'dispatcher';

-- A tool comes in and the row that waited for it is filled: a Tool node and its first USES_TOOL.
WITH tool AS (
  INSERT INTO tools (id, name, slug, category, vendor, tags)
  VALUES (md5('tool:filmscan')::uuid, 'FilmScan 900', 'filmscan', 'service', 'Mikron & Fils', '{film,archive}')
  ON CONFLICT (id) DO UPDATE SET name = excluded.name
  RETURNING id
)
UPDATE role_tools SET tool_id = tool.id FROM tool WHERE role_tools.tool_name = 'FilmScan 900';

-- The tool is deleted: its node and its USES_TOOL go, while the role_tools row stays and names no tool (ON DELETE SET NULL).
DELETE FROM tools WHERE slug = 'filmscan';

-- One of two role_tools rows for one pair goes: USES_TOOL stays and takes its values from the other row.
DELETE FROM role_tools WHERE id = '00000000-0000-4000-8000-000000000001';

-- The second row is back and has the smaller key: there is still one USES_TOOL, with this row's values again.
INSERT INTO role_tools (id, role_id, tool_id, tool_name, usage_frequency, proficiency_level, is_required)
VALUES ('00000000-0000-4000-8000-000000000001', md5('role:field-engineer-mr')::uuid, md5('tool:magnetwatch')::uuid,
        'MagnetWatch', 'rare', 'expert', false)
ON CONFLICT (id) DO NOTHING;

-- Someone new starts: a Persona node with its HAS_ROLE.
INSERT INTO personas (id, unique_id, persona_name, persona_type, source_role_id, title, description, goals, sample_quotes, ai_readiness_score)
VALUES (md5('persona:newcomer')::uuid, 'LV-P-NEW', 'Éowyn "Winnie" Castellanos', 'employee', md5('role:ml-scientist')::uuid,
        'Machine Learning Scientist', 'Starts today.', '["find the coffee", {"within_months": 1}]', '{"Show me the raw data."}', 0.97)
ON CONFLICT (id) DO NOTHING;

-- Customers grow unhappy with a job: a trigger in PostgreSQL raises opportunity_score and odi_tier, and the JTBD node follows.
UPDATE jtbd SET satisfaction_score = 1.50, updated_at = now() WHERE name = 'Swap an X-ray tube overnight';

-- A job is handed to another role: its PERFORMED_BY_ROLE keeps its id and ends at a different Role.
UPDATE jtbd_roles SET role_id = md5('role:detector-lead')::uuid
WHERE jtbd_id = md5('jtbd:1')::uuid AND role_id = md5('role:data-platform-engineer')::uuid;

-- A department opens with two roles: three nodes with their BELONGS_TO, REPORTS_TO and IN_TENANT, from one statement.
WITH department AS (
  INSERT INTO org_departments (id, name, slug, function_id)
  VALUES (md5('department:refurbishing')::uuid, 'Refurbishing ♻️', 'refurbishing', md5('function:operations')::uuid)
  ON CONFLICT (id) DO NOTHING
  RETURNING id, function_id
), role AS (
  INSERT INTO org_roles (id, name, slug, department_id, function_id, reports_to_role_id, geographic_scope)
  SELECT md5('role:' || slug)::uuid, name, slug, department.id, function_id, md5('role:' || boss)::uuid, 'local'
  FROM department, (VALUES ('refurbishing-lead', 'Refurbishing Lead', 'coo'),
                           ('second-life-technician', 'Second-Life Technician', 'refurbishing-lead')) AS r (slug, name, boss)
  RETURNING id
)
INSERT INTO role_tenants (role_id, tenant_id) SELECT id, md5('tenant:lumivanta')::uuid FROM role;

-- The department closes again: one DELETE cascades to its roles and their rows, and all of it leaves the graph.
DELETE FROM org_departments WHERE slug = 'refurbishing';

-- Every role is written again with the values it has: nothing is queued, nothing happens.
UPDATE org_roles SET name = name, description = description;

-- A column the graph does not use changes: nothing is queued either.
UPDATE org_roles SET oncall_required = NOT oncall_required WHERE slug = 'remote-specialist';

-- A composite key changes: role_skills has no id, so one REQUIRES_SKILL goes and another comes.
UPDATE role_skills SET skill_id = md5('ref_skill:sql')::uuid
WHERE role_id = md5('role:controller')::uuid AND skill_id = md5('ref_skill:coaching')::uuid;

-- A primary key changes: the Skill node with the old id goes, one with the new id comes.
UPDATE skills SET id = md5('skill:explain-kpi, renumbered')::uuid, updated_at = now() WHERE slug = 'explain-kpi';

-- Everything above is taken back in one statement over seven tables, so that the changes can begin anew.
WITH roles AS (
  UPDATE org_roles r SET name = before.name, reports_to_role_id = md5('role:' || boss)::uuid, updated_at = now()
  FROM (VALUES ('field-engineer-mr',  'Field Service Engineer, MR', 'vp-service'),
               ('remote-specialist',  'Remote Uptime Specialist',   'vp-service'),
               ('regulatory-manager', 'Regulatory Affairs Manager', 'vp-quality')) AS before (slug, name, boss)
  WHERE r.slug = before.slug
), departments AS (
  UPDATE org_departments SET function_id = md5('function:service')::uuid, updated_at = now() WHERE slug = 'applications-training'
), jobs AS (
  UPDATE jtbd SET satisfaction_score = 7.90, updated_at = now() WHERE name = 'Swap an X-ray tube overnight'
), job_roles AS (
  UPDATE jtbd_roles SET role_id = md5('role:data-platform-engineer')::uuid
  WHERE jtbd_id = md5('jtbd:1')::uuid AND role_id = md5('role:detector-lead')::uuid
), needed_skills AS (
  UPDATE role_skills SET skill_id = md5('ref_skill:coaching')::uuid
  WHERE role_id = md5('role:controller')::uuid AND skill_id = md5('ref_skill:sql')::uuid
), newcomer AS (
  DELETE FROM personas WHERE unique_id = 'LV-P-NEW'
)
UPDATE skills SET id = md5('skill:explain-kpi')::uuid, updated_at = now() WHERE slug = 'explain-kpi';
