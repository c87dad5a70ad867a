-- Three tenants, rows of each of them, of two of them (AB) and of nobody (0), and relationships between all of them.
-- Names carry the word of the owners. Keys are md5 sums of the kind of row, the owner and a number.
CREATE TEMP TABLE owner AS
SELECT word, CASE WHEN word IN ('A', 'B', 'C') THEN md5('tenant' || word || '0')::uuid END AS tenant
  FROM unnest(ARRAY['A', 'B', 'C', 'AB', '0']) word;

CREATE FUNCTION pg_temp.any_owner(name text) RETURNS uuid LANGUAGE sql AS
  'SELECT tenant FROM owner ORDER BY md5(word || name) LIMIT 1';

INSERT INTO tenants (id, name, slug, tenant_path, tenant_level)
SELECT tenant, 'Tenant own' || word, 'own' || word, ('own' || word)::ltree, 0 FROM owner WHERE tenant IS NOT NULL;

INSERT INTO org_functions (id, name, slug, tenant_id)
SELECT md5('function' || word || '0')::uuid, 'Function own' || word, 'f-own' || word, tenant FROM owner;

INSERT INTO org_departments (id, name, slug, function_id, tenant_id)
SELECT md5('department' || word || '0')::uuid, 'Department own' || word, 'd-own' || word,
       md5('function' || word || '0')::uuid, tenant
  FROM owner;

INSERT INTO org_roles (id, name, slug, function_id, department_id, geographic_scope, tenant_id)
SELECT md5('role' || word || n)::uuid, 'Role own' || word || ' ' || n, 'r-own' || word || '-' || n,
       md5('function' || word || '0')::uuid, md5('department' || word || '0')::uuid, 'global', tenant
  FROM owner, generate_series(0, 5) n;

-- others refer to rows of A and of nobody, and not the other way round: their end must change no row of A's
UPDATE org_roles r
   SET reports_to_role_id = md5('role' || CASE WHEN word IN ('A', 'B') THEN '0' ELSE 'A' END || '2')::uuid
  FROM owner WHERE r.id = md5('role' || word || '3')::uuid;

INSERT INTO function_tenants (function_id, tenant_id)
SELECT md5('function' || word || '0')::uuid, md5('tenant' || letter || '0')::uuid
  FROM owner, regexp_split_to_table(word, '') letter WHERE word <> '0';
INSERT INTO department_tenants (department_id, tenant_id)
SELECT md5('department' || word || '0')::uuid, md5('tenant' || letter || '0')::uuid
  FROM owner, regexp_split_to_table(word, '') letter WHERE word <> '0';
INSERT INTO role_tenants (role_id, tenant_id)
SELECT md5('role' || word || n)::uuid, md5('tenant' || letter || '0')::uuid
  FROM owner, regexp_split_to_table(word, '') letter, generate_series(0, 5) n WHERE word <> '0';

-- from here on tables without a map: a row is one tenant's or nobody's
INSERT INTO personas (id, unique_id, persona_name, description, source_role_id, tenant_id)
SELECT md5('persona' || word || n)::uuid, 'P-own' || word || '-' || n, 'Persona own' || word, 'of own' || word,
       md5('role' || CASE WHEN n % 2 = 0 THEN word ELSE 'AB' END || n)::uuid, tenant
  FROM owner, generate_series(0, 5) n WHERE word <> 'AB';
INSERT INTO tools (id, name, slug, tenant_id)
SELECT md5('tool' || word || '0')::uuid, 'Tool own' || word, 't-own' || word, tenant FROM owner WHERE word <> 'AB';
INSERT INTO value_drivers (id, code, name, driver_type, tenant_id)
SELECT md5('driver' || word || '0')::uuid, 'VD-own' || word, 'Driver own' || word, 'internal', tenant
  FROM owner WHERE word <> 'AB';
INSERT INTO jtbd (id, code, name, functional_area, tenant_id)
SELECT md5('job' || word || n)::uuid, 'J-own' || word || '-' || n, 'Job own' || word || ' ' || n, 'Clinical', tenant
  FROM owner, generate_series(0, 7) n WHERE word <> 'AB';
INSERT INTO value_categories (id, code, name) VALUES (md5('category00')::uuid, 'SMARTER', 'Smarter');
INSERT INTO ref_skills (id, unique_id, skill_name)
SELECT md5('skill' || word || '0')::uuid, 'skill ' || length(word) || word, 'Skill of everybody' FROM owner;

-- a junction row may be a tenant's whose both ends others see
INSERT INTO jtbd_roles (jtbd_id, role_id, relevance_score, tenant_id)
SELECT j.id, md5('role' || word || (abs(hashtext(j.code || word)) % 6))::uuid, 0.1 + abs(hashtext(word || j.code)) % 90 / 100.0,
       pg_temp.any_owner(j.code || word)
  FROM jtbd j, owner;
INSERT INTO jtbd_value_drivers (jtbd_id, driver_id, driver_name, impact_strength)
SELECT j.id, d.id, d.name, 0.1 + abs(hashtext(j.code || d.code)) % 90 / 100.0 FROM jtbd j, value_drivers d;
INSERT INTO jtbd_functions (jtbd_id, function_id, function_name, relevance_score, tenant_id)
SELECT j.id, f.id, f.name, 0.5, pg_temp.any_owner(j.code || f.slug) FROM jtbd j, org_functions f WHERE abs(hashtext(j.code || f.slug)) % 3 = 0;
INSERT INTO jtbd_value_categories (jtbd_id, category_id, category_name, relevance_score)
SELECT j.id, c.id, c.name, 0.5 FROM jtbd j, value_categories c;
INSERT INTO role_skills (role_id, skill_id)
SELECT md5('role' || word || n)::uuid, s.id FROM owner, generate_series(0, 1) n, ref_skills s
 WHERE abs(hashtext(word || n || s.unique_id)) % 2 = 0;
INSERT INTO role_tools (role_id, tool_id, tool_name)
SELECT md5('role' || word || '1')::uuid, t.id, t.name FROM owner, tools t;
