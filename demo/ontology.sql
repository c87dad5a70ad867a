-- The demo's rows: Lumivanta, an invented company that builds hospital scanners and keeps them running.
-- Every key is computed from a readable name, so that each load gives the same rows:
-- md5('role:ceo')::uuid is the id of the role whose slug is "ceo".

-- Who -------------------------------------------------------------------------------------------------

INSERT INTO tenants (id, name, slug, parent_id, tenant_path, tenant_level, status, tier, max_users, features, updated_at)
SELECT md5('tenant:' || slug)::uuid, name, slug, md5('tenant:' || parent)::uuid, path::ltree, nlevel(path::ltree) - 1,
       status::tenant_status, tier::tenant_tier, users, '{"graph": true}', '2025-11-03 08:00+00'
FROM (VALUES
  ('lumivanta', 'Lumivanta Imaging',          NULL,        'lumivanta',                'active', 'enterprise',   900),
  ('service',   'Lumivanta Service & Uptime', 'lumivanta', 'lumivanta.service',        'active', 'professional', 300),
  ('iberica',   'Lumivanta Ibérica',          'service',   'lumivanta.service.iberia', 'trial',  'starter',       40)
) AS t (slug, name, parent, path, status, tier, users);

-- The film business was closed: its function is soft-deleted, but its department and two roles still point at it.
INSERT INTO org_functions (id, name, slug, description, industry, mission_statement, regulatory_sensitivity,
                           strategic_priority, tenant_id, updated_at, deleted_at)
SELECT md5('function:' || slug)::uuid, name, slug, description, 'Medical imaging', 'Sharper pictures, sooner.',
       sensitivity::regulatory_sensitivity_type, priority, md5('tenant:lumivanta')::uuid, '2025-11-03 08:10+00', deleted::timestamptz
FROM (VALUES
  ('corporate',  'Corporate',              'Steers the company and pays its bills.',                      'medium',    60,   NULL),
  ('research',   'Research & Development', 'Invents detectors, magnets and the software behind them.',    'high',      90,   NULL),
  ('operations', 'Operations',             'Builds the scanners and gets every part where it is needed.', 'high',      75,   NULL),
  ('quality',    'Quality & Regulatory',   'Makes sure that a scanner may be sold and stays safe.',       'very_high', 85,   NULL),
  ('commercial', 'Commercial',             'Talks to hospitals and wins tenders.',                        'medium',    80,   NULL),
  ('service',    'Customer Service',       'Keeps installed scanners running, by night as well.',         'high',      95,   NULL),
  ('film',       'Film & Darkroom',        NULL,                                                          'low',       NULL, '2025-06-30 17:00+02')
) AS f (slug, name, description, sensitivity, priority, deleted);

INSERT INTO org_departments (id, name, slug, description, function_id, operating_model, field_vs_office_mix,
                             typical_team_size_min, typical_team_size_max, tenant_id, updated_at)
SELECT md5('department:' || slug)::uuid, name, slug, description, md5('function:' || function)::uuid,
       model::operating_model_type, field, team, team * 2, md5('tenant:lumivanta')::uuid, '2025-11-03 08:20+00'
FROM (VALUES
  ('executive-office',     'Executive Office',         'corporate',  'centralized',    5,  3, 'The board and its staff.'),
  ('finance-people',       'Finance & People',         'corporate',  'centralized',    0, 12, 'Money, contracts and colleagues.'),
  ('digital-it',           'Digital & IT',             'corporate',  'hybrid',         5, 15, 'Runs the company''s own systems.'),
  ('detector-engineering', 'Detector Engineering',     'research',   'centralized',   10, 30, 'Coils, tubes, crystals and cold.'),
  ('imaging-software',     'Imaging Software & AI 🧠', 'research',   'hybrid',         0, 45, 'Turns signals into pictures.'),
  ('assembly',             'System Assembly',          'operations', 'centralized',   50, 60, 'From bare frame to a scanner that passes its tests.'),
  ('supply-chain',         'Supply Chain',             'operations', 'hybrid',        30, 20, 'Buys, stores and ships.'),
  ('quality-assurance',    'Quality Assurance',        'quality',    'centralized',   20, 18, 'Finds the fault before the patient does.'),
  ('regulatory-affairs',   'Regulatory Affairs',       'quality',    'centralized',    5, 10, 'Files, approvals, vigilance.'),
  ('hospital-sales',       'Hospital Sales',           'commercial', 'decentralized', 70, 25, 'Knows every radiology head by name.'),
  ('field-service',        'Field Service',            'service',    'decentralized', 90, 80, 'Repairs and maintains on site.'),
  ('applications-training','Applications & Training',  'service',    'hybrid',        60, 14, 'Teaches technologists to get the most from a scanner.'),
  ('film-services',        'Film Services',            'film',       NULL,          NULL,  1, NULL)
) AS d (slug, name, function, model, field, team, description);

-- The roles form a tree under the CEO. One is soft-deleted: the lead of the closed film business, to whom a live role
-- still reports. A department's function is also its roles' function.
INSERT INTO org_roles (id, name, slug, description, department_id, function_id, reports_to_role_id, role_type, role_category,
                       seniority_level, leadership_level, job_code, grade_level, geographic_scope, team_size_min, team_size_max,
                       travel_percentage_max, budget_min_usd, budget_max_usd, required_skills, required_certifications, gxp_types,
                       oncall_required, role_kpis, data_quality_score, last_validated, tenant_id, updated_at, deleted_at)
SELECT md5('role:' || r.slug)::uuid, r.name, r.slug, r.purpose, d.id, d.function_id, md5('role:' || boss)::uuid,
       CASE WHEN team > 0 THEN 'leadership' ELSE 'specialist' END,
       (CASE WHEN d.field_vs_office_mix >= 60 THEN 'field' WHEN d.field_vs_office_mix >= 20 THEN 'hybrid' ELSE 'office' END)::role_category_type,
       seniority::seniority_level_type,
       (CASE WHEN seniority = 'c_suite' THEN 'executive' WHEN team > 20 THEN 'senior_leadership'
             WHEN team > 0 THEN 'people_manager' ELSE 'individual_contributor' END)::leadership_level_type,
       'LV-' || (100 + n), array_position(ARRAY['entry', 'mid', 'senior', 'director', 'executive', 'c_suite'], seniority) * 2 + 3,
       scope::geographic_scope_type, nullif(team, 0), nullif(team, 0) * 2, coalesce(d.field_vs_office_mix, 0) * 3 / 4,
       nullif(team, 0) * 25000.50, nullif(team, 0) * 60000.75,
       CASE WHEN n % 4 > 0 THEN ARRAY['clear writing', 'working "across the aisle"', 'English'] END,
       CASE WHEN d.slug IN ('field-service', 'assembly') THEN ARRAY['Electrical safety', 'Radiation protection'] ELSE '{}' END,
       CASE WHEN d.slug IN ('quality-assurance', 'regulatory-affairs') THEN ARRAY['GMP', 'GDP'] ELSE '{}' END,
       d.slug = 'field-service',
       jsonb_build_array(jsonb_build_object('kpi', 'goals met', 'target', 0.8), jsonb_build_object('kpi', 'audit findings', 'target', n % 3)),
       0.60 + (n % 40) / 100.0, CASE WHEN n % 5 > 0 THEN timestamp '2025-09-01 09:30' + n * interval '1 day' END,
       CASE WHEN n % 6 > 0 THEN md5('tenant:lumivanta')::uuid END, '2025-11-03 08:30+00',
       CASE WHEN r.slug = 'film-lead' THEN timestamptz '2025-07-01 12:00+02' END
FROM (SELECT *, row_number() OVER (ORDER BY slug)::int AS n FROM (VALUES
  ('ceo',                   'Chief Executive Officer',                  'executive-office',     NULL,                    'c_suite',  'global',  9, 'Answers for the whole company.'),
  ('cfo',                   'Chief Financial Officer',                  'finance-people',       'ceo',                   'c_suite',  'global', 12, 'Keeps the company solvent.'),
  ('controller',            'Controller',                               'finance-people',       'cfo',                   'senior',   'global',  0, 'Closes the books.'),
  ('people-partner',        'People & Culture Partner',                 'finance-people',       'cfo',                   'mid',      'regional',0, 'Hires, listens, mediates.'),
  ('head-of-digital',       'Head of Digital & IT',                     'digital-it',           'ceo',                   'director', 'global', 15, 'Owns the systems map.'),
  ('data-platform-engineer','Data Platform Engineer',                   'digital-it',           'head-of-digital',       'senior',   'global',  0, 'Moves data without losing any.'),
  ('cto',                   'Chief Technology Officer',                 'detector-engineering', 'ceo',                   'c_suite',  'global', 75, 'Decides what gets invented next.'),
  ('detector-lead',         'Lead Detector Physicist',                  'detector-engineering', 'cto',                   'director', 'global', 12, 'Leads the physics.'),
  ('coil-engineer',         'RF Coil Engineer',                         'detector-engineering', 'detector-lead',         'senior',   'global',  0, 'Designs head, knee and body coils.'),
  ('cryogenics-engineer',   'Cryogenics Engineer ❄️',                   'detector-engineering', 'detector-lead',         'senior',   'global',  0, 'Keeps magnets at four kelvin.'),
  ('tube-engineer',         'X-Ray Tube Engineer',                      'detector-engineering', 'detector-lead',         'mid',      'global',  0, NULL),
  ('software-lead',         'Imaging Software Lead',                    'imaging-software',     'cto',                   'director', 'global', 20, 'Leads reconstruction and console.'),
  ('recon-engineer',        'Reconstruction Engineer',                  'imaging-software',     'software-lead',         'senior',   'global',  0, 'Makes pictures out of raw signals.'),
  ('ml-scientist',          'Machine Learning Scientist, Image Quality','imaging-software',     'software-lead',         'senior',   'global',  0, 'Teaches the scanner to see through noise.'),
  ('console-designer',      'Console Designer',                         'imaging-software',     'software-lead',         'mid',      'global',  0, 'One click less for the technologist.'),
  ('coo',                   'Chief Operating Officer',                  'assembly',             'ceo',                   'c_suite',  'global', 80, 'Runs plant and supply.'),
  ('assembly-manager',      'Assembly Manager, Gantry & Couch',         'assembly',             'coo',                   'director', 'local',  40, 'Plans the line.'),
  ('gantry-technician',     'Gantry Technician',                        'assembly',             'assembly-manager',      'entry',    'local',   0, 'Builds and balances gantries.'),
  ('calibration-technician','Calibration Technician',                   'assembly',             'assembly-manager',      'mid',      'local',   0, 'Measures until it fits.'),
  ('supply-chain-manager',  'Supply Chain Manager',                     'supply-chain',         'coo',                   'director', 'global', 18, 'Owns stock and lead times.'),
  ('strategic-buyer',       'Strategic Buyer, Magnets & Helium',        'supply-chain',         'supply-chain-manager',  'senior',   'global',  0, 'Secures what is scarce.'),
  ('logistics-planner',     'Logistics Planner "White Glove"',          'supply-chain',         'supply-chain-manager',  'mid',      'regional',0, 'Gets seven tonnes through a hospital door.'),
  ('vp-quality',            'Vice President Quality & Regulatory',      'quality-assurance',    'ceo',                   'executive','global', 28, 'Can stop a shipment.'),
  ('quality-engineer',      'Quality Engineer',                         'quality-assurance',    'vp-quality',            'mid',      'local',   0, 'Turns faults into tests.'),
  ('capa-coordinator',      'CAPA Coordinator',                         'quality-assurance',    'vp-quality',            'mid',      'global',  0, 'Follows a correction to its end.'),
  ('supplier-auditor',      'Supplier Auditor',                         'quality-assurance',    'vp-quality',            'senior',   'global',  0, 'Visits, asks, writes it down.'),
  ('regulatory-manager',    'Regulatory Affairs Manager',               'regulatory-affairs',   'vp-quality',            'director', 'global',  8, 'Gets and keeps approvals.'),
  ('vigilance-officer',     'Vigilance Officer',                        'regulatory-affairs',   'regulatory-manager',    'senior',   'global',  0, 'Reports incidents in time.'),
  ('technical-writer',      'Technical Writer, Operators'' Manuals',    'regulatory-affairs',   'regulatory-manager',    'mid',      'global',  0, E'Writes what people need to read.\nNothing else.'),
  ('cco',                   'Chief Commercial Officer',                 'hospital-sales',       'ceo',                   'c_suite',  'global', 30, 'Owns the order book.'),
  ('account-manager',       'Key Account Manager, University Hospitals','hospital-sales',       'cco',                   'senior',   'regional',0, 'Stays when the contract is signed.'),
  ('tender-specialist',     'Tender Specialist',                        'hospital-sales',       'cco',                   'mid',      'regional',0, 'Answers four hundred questions on time.'),
  ('site-planner',          'Site Planner, Shielding & Floors',         'hospital-sales',       'account-manager',       'senior',   'regional',0, 'Checks that the room can carry it.'),
  ('vp-service',            'Vice President Service',                   'field-service',        'ceo',                   'executive','global', 95, 'Promises uptime and keeps it.'),
  ('field-engineer-mr',     'Field Service Engineer, MR',               'field-service',        'vp-service',            'mid',      'local',   0, 'Repairs magnets and what surrounds them.'),
  ('field-engineer-ct',     'Field Service Engineer, CT & X-Ray',       'field-service',        'vp-service',            'mid',      'local',   0, 'Swaps a tube before breakfast.'),
  ('remote-specialist',     'Remote Uptime Specialist',                 'field-service',        'vp-service',            'senior',   'global',  0, 'Fixes it from afar.'),
  ('dispatcher',            'Service Dispatcher (Répartiteur)',         'field-service',        'vp-service',            'entry',    'regional',0, 'Sends the right person with the right part.'),
  ('service-head-iberia',   'Jefe de Servicio, Península Ibérica',      'field-service',        'vp-service',            'director', 'regional',11, 'Dirige el servicio en España y Portugal.'),
  ('applications-specialist','Clinical Applications Specialist',        'applications-training','vp-service',            'senior',   'regional',0, 'Stands next to the technologist on day one.'),
  ('training-coordinator',  'Training Coördinator',                     'applications-training','applications-specialist','entry',   'regional',0, NULL),
  ('film-lead',             'Film Business Lead',                       'film-services',        'vp-service',            'director', 'regional',2, 'Closed the darkroom.'),
  ('film-technician',       'Film Processor Technician',                'film-services',        'film-lead',             'mid',      'local',   0, 'Looks after the last eleven processors.')
) AS v (slug, name, department, boss, seniority, scope, team, purpose)) AS r
JOIN org_departments d ON d.slug = r.department;

-- Everything is in use at the company; service is also in use at its subsidiaries.
INSERT INTO function_tenants (function_id, tenant_id)
SELECT f.id, t.id FROM org_functions f JOIN tenants t ON t.slug = 'lumivanta' OR f.slug = 'service';

INSERT INTO department_tenants (department_id, tenant_id)
SELECT d.id, t.id FROM org_departments d JOIN tenants t ON t.slug = 'lumivanta' OR d.slug = 'field-service';

INSERT INTO role_tenants (role_id, tenant_id)
SELECT r.id, t.id
FROM org_roles r JOIN org_departments d ON d.id = r.department_id JOIN tenants t
  ON t.slug = 'lumivanta' OR t.slug = 'service' AND d.slug = 'field-service' OR t.slug = 'iberica' AND r.slug LIKE 'service-head-%';

-- Sixty people, dealt out over the roles in alphabetical order; every twentieth works for a customer and has no role.
INSERT INTO personas (id, unique_id, persona_name, persona_type, source_role_id, title, description, age_range, experience_level,
                      goals, sample_quotes, is_active, data_quality_score, work_complexity_score, ai_readiness_score,
                      derived_archetype, tenant_id, updated_at)
SELECT md5('persona:' || p.n)::uuid, 'LV-P-' || to_char(p.n, 'FM000'), p.name, CASE WHEN r.id IS NULL THEN 'customer' ELSE 'employee' END,
       r.id, coalesce(r.name, 'Head of Radiology'), format('%s has worked around scanners for %s years.', p.name, 2 + p.n % 27),
       (ARRAY['25-34', '35-44', '45-54', '55-64'])[1 + p.n % 4], (ARRAY['junior', 'experienced', 'veteran'])[1 + p.n % 3],
       jsonb_build_array((ARRAY['no surprise downtime', 'fewer forms', 'time for training', 'a quiet night shift'])[1 + p.n % 4],
                         jsonb_build_object('within_months', 3 + p.n % 9)),
       CASE p.n % 3 WHEN 0 THEN ARRAY['"Show me the log first."', 'It hums? Then it lives.'] WHEN 1 THEN ARRAY['¿Y si falla?'] END,
       p.n % 13 > 0, 0.50 + (p.n % 50) / 100.0, 1 + (p.n % 80) / 10.0, (p.n * 37 % 100) / 100.0,
       (ARRAY['pathfinder', 'caretaker', 'maker', 'sceptic'])[1 + p.n % 4],
       CASE WHEN r.id IS NOT NULL THEN md5('tenant:lumivanta')::uuid END, timestamp '2025-11-03 09:00' + p.n * interval '1 minute'
FROM unnest(ARRAY[
  'Adaeze Nwosu', 'Aino Väisänen', 'Alejandro Núñez', 'Amélie Rousseau', 'Anders Lindqvist', 'Anh Thư Phạm', 'Ayşe Yıldız', 'Beatriz Gonçalves',
  'Bogdan Ștefănescu', 'Brigid O''Malley', 'Chiara D''Angelo', 'Cédric Lefèvre', 'Dagný Þórsdóttir', 'Darnell "Doc" Washington', 'Dorota Wójcik',
  'Elif Çelik', 'Emeka Obi', 'Farah Haddad', 'Fergus MacLeod', 'Dr. Greta Öhlund', 'Hana Nováková', 'Hiroshi Tanabe', 'Ilse van der Meer', 'Imre Kőszegi',
  'Inês Carvalho', 'Ivana Perković', 'Jürgen Weiß', 'Jasmin Schröder', 'João Magalhães', 'Kasper Sørensen', 'Keisha Grant', 'Lars-Åke Nyström',
  'Leila Rahimi', 'Łukasz Gawron', 'Mäelle Le Goff', 'Marisol Ibáñez', 'Mei Lin 林梅', 'Milica Jovanović', 'Niamh Byrne', 'Prof. Nuno Sá Marques',
  'Olena Шевчук', 'Oskar Brandt', 'Paweł Zieliński', 'Priya Raman', 'Quentin Dubois', 'Rāma Iyer', 'Renée Vasseur', 'Rosa Delgado', 'Samuel Adeyemi',
  'Siân Pritchard', 'Sofía Quiroga', 'Søren Dahl', 'Tamás Bíró', 'Tereza Dvořáková', 'Tomoko Arai', 'Ulla Kjær', 'Valentina Russo',
  'Wanjiru Kamau', 'Xiomara Peña 🎧', 'Dr. Zoë Achterberg']) WITH ORDINALITY AS p (name, n)
LEFT JOIN (SELECT *, row_number() OVER (ORDER BY slug) - 1 AS place FROM org_roles) r ON r.place = p.n * 2 % 43 AND p.n % 20 > 0;

-- With what -------------------------------------------------------------------------------------------

INSERT INTO ref_skills (id, unique_id, skill_name, skill_category, description, pharma_specific, updated_at)
SELECT md5('ref_skill:' || code)::uuid, code, name, category, 'Asked of the people in a role: ' || lower(name) || '.', code = 'gxp', '2025-11-03 09:00'
FROM (VALUES
  ('budgeting', 'Budgeting', 'business'), ('negotiation', 'Negotiation', 'business'), ('coaching', 'Coaching', 'people'),
  ('cryogens', 'Cryogen handling', 'technical'), ('radiation', 'Radiation protection', 'technical'), ('rf', 'Radio-frequency design', 'technical'),
  ('recon', 'Image reconstruction', 'technical'), ('sql', 'Data modelling & SQL', 'digital'), ('metrology', 'Metrology', 'technical'),
  ('gxp', 'Good practice rules (GxP)', 'regulatory'), ('diagnosis', 'Fault diagnosis', 'technical'), ('anatomy', 'Cross-sectional anatomy', 'clinical')
) AS s (code, name, category);

INSERT INTO skills (id, name, slug, category, description, complexity_level, is_active, skill_type, metadata, updated_at, deleted_at)
SELECT md5('skill:' || slug)::uuid, name, slug, category, 'An assistant can do this: ' || lower(name) || '.', level, slug <> 'fax-parser',
       type, jsonb_build_object('since', 2024, 'languages', jsonb_build_array('en', 'es')), '2025-11-03 09:10+00',
       CASE WHEN slug = 'fax-parser' THEN timestamptz '2025-08-01 00:00+00' END
FROM (VALUES
  ('read-service-log',  'Read a service log',         'service',    'intermediate', 'analysis'), ('predict-tube-life', 'Predict tube life',    'service',    'expert',       'model'),
  ('plan-route',        'Plan an engineer''s route',  'service',    'intermediate', 'planning'), ('draft-tender',      'Draft a tender answer','commercial', 'advanced',     'writing'),
  ('check-floor-load',  'Check a floor''s load',      'commercial', 'advanced',     'analysis'), ('summarise-capa',    'Summarise a CAPA',     'quality',    'basic',        'writing'),
  ('trace-part',        'Trace a part to its lot',    'quality',    'intermediate', 'search'),   ('find-similar-case', 'Find a similar case',  'service',    'advanced',     'search'),
  ('translate-manual',  'Translate a manual page',    'regulatory', 'intermediate', 'writing'),  ('forecast-helium',   'Forecast helium need', 'operations', 'advanced',     'model'),
  ('compare-phantoms',  'Compare phantom scans',      'research',   'expert',       'analysis'), ('explain-kpi',       'Explain a KPI',        'corporate',  'basic',        'writing'),
  ('spot-duplicate',    'Spot a duplicate complaint', 'quality',    'intermediate', 'search'),   ('book-training',     'Book a training seat', 'service',    'basic',        'planning'),
  ('fax-parser',        'Parse a fax',                'corporate',  'basic',        'legacy')
) AS s (slug, name, category, level, type);

INSERT INTO tools (id, name, slug, category, vendor, description, tool_type, url, tags, tenant_id, updated_at)
SELECT md5('tool:' || slug)::uuid, name, slug, category, vendor, description, type, 'https://tools.lumivanta.example/' || slug, tags::text[],
       md5('tenant:lumivanta')::uuid, '2025-11-03 09:20+00'
FROM (VALUES
  ('ticketpilot',   'TicketPilot 🛠️',     'service',    'Lumivanta', 'Service tickets from call to invoice.', 'application', '{tickets,dispatch,"on site"}'),
  ('magnetwatch',   'MagnetWatch',        'service',    'Lumivanta', 'Pressure, level and temperature of every magnet.', 'monitor', '{telemetry,helium}'),
  ('nightline',     'NightLine Remote',   'service',    'Tunnelhaus','Remote sessions into a console, logs go to C:\Service\logs.', 'application', '{remote}'),
  ('partsatlas',    'PartsAtlas',         'operations', 'Brøndby Data', 'Where every spare part is.', 'application', '{stock,parts}'),
  ('ledgerloom',    'LedgerLoom',         'finance',    'Loom & Sons',  'The books.', 'application', '{}'),
  ('hospibook',     'HospiBook CRM',      'commercial', 'Fjordware', 'Hospitals, people, visits.', 'application', '{crm,visits}'),
  ('roomplan',      'RoomPlan "3D"',      'commercial', 'Fjordware', 'Rooms, shielding, crane paths.', 'design', '{cad,siting}'),
  ('qualitybinder', 'QualityBinder',      'quality',    'Papierlos', 'Procedures, audits, corrections.', 'application', '{audit,capa}'),
  ('dossier',       'Dossier',            'regulatory', 'Papierlos', 'Technical files, one per device.', 'application', NULL),
  ('coilcad',       'CoilCAD',            'research',   'Ørsted Bits', 'Field simulation for coils.', 'design', '{cad,simulation}'),
  ('reconlab',      'ReconLab',           'research',   'Lumivanta', 'Raw data in, pictures out, side by side.', 'workbench', '{simulation,"image quality"}'),
  ('laser-tracker', 'Laser tracker LT-2', 'operations', 'Mikron & Fils', 'Measures a gantry to five micrometres.', 'instrument', '{metrology}')
) AS t (slug, name, category, vendor, description, type, tags);

-- A department's roles share its skills and tools.
INSERT INTO role_skills (role_id, skill_id, proficiency_required, is_required)
SELECT r.id, md5('ref_skill:' || skill)::uuid,
       CASE r.seniority_level WHEN 'entry' THEN 'basic' WHEN 'mid' THEN 'intermediate' WHEN 'senior' THEN 'advanced' ELSE 'expert' END, place = 1
FROM (VALUES
  ('executive-office', '{budgeting,coaching}'), ('finance-people', '{budgeting,coaching}'), ('digital-it', '{sql,coaching}'),
  ('detector-engineering', '{rf,cryogens}'), ('imaging-software', '{recon,anatomy}'), ('assembly', '{metrology,radiation}'),
  ('supply-chain', '{negotiation}'), ('quality-assurance', '{gxp,diagnosis}'), ('regulatory-affairs', '{gxp}'), ('hospital-sales', '{negotiation,anatomy}'),
  ('field-service', '{diagnosis,radiation}'), ('applications-training', '{anatomy,coaching}'), ('film-services', '{diagnosis}')
) AS v (department, skills)
JOIN org_departments d ON d.slug = v.department JOIN org_roles r ON r.department_id = d.id
CROSS JOIN unnest(v.skills::text[]) WITH ORDINALITY AS s (skill, place);

INSERT INTO role_tools (id, role_id, tool_id, tool_name, usage_frequency, proficiency_level, is_required, sequence_order)
SELECT md5('role_tool:' || r.slug || ':' || t.slug)::uuid, r.id, t.id, t.name,
       (ARRAY['daily', 'weekly', 'monthly'])[least(place + CASE WHEN r.team_size_min > 0 THEN 1 ELSE 0 END, 3)],
       CASE r.seniority_level WHEN 'entry' THEN 'basic' WHEN 'mid' THEN 'intermediate' ELSE 'advanced' END, place = 1, place
FROM (VALUES
  ('finance-people', '{ledgerloom}'), ('digital-it', '{ticketpilot,ledgerloom}'), ('detector-engineering', '{coilcad}'), ('imaging-software', '{reconlab}'),
  ('assembly', '{laser-tracker,partsatlas}'), ('supply-chain', '{partsatlas}'), ('quality-assurance', '{qualitybinder}'),
  ('regulatory-affairs', '{dossier,qualitybinder}'), ('hospital-sales', '{hospibook,roomplan}'), ('field-service', '{ticketpilot,magnetwatch,nightline}'),
  ('applications-training', '{ticketpilot}')
) AS v (department, tools)
JOIN org_departments d ON d.slug = v.department JOIN org_roles r ON r.department_id = d.id
CROSS JOIN unnest(v.tools::text[]) WITH ORDINALITY AS u (tool, place) JOIN tools t ON t.slug = u.tool;

-- Two rows for one pair (one relationship in the graph), and a row whose tool is gone (no relationship).
INSERT INTO role_tools (id, role_id, tool_id, tool_name, usage_frequency, proficiency_level, is_required) VALUES
  ('00000000-0000-4000-8000-000000000001', md5('role:field-engineer-mr')::uuid, md5('tool:magnetwatch')::uuid, 'MagnetWatch', 'rare', 'expert', false),
  (md5('role_tool:film-technician:filmscan')::uuid, md5('role:film-technician')::uuid, NULL, 'FilmScan 900', 'daily', 'expert', true);

-- What for --------------------------------------------------------------------------------------------

INSERT INTO value_categories (id, code, name, description, color, icon, sort_order, updated_at)
SELECT md5('category:' || code)::uuid, code, name, description, color, icon, place, '2025-11-03 09:30+00'
FROM (VALUES
  (1, 'UPTIME', 'Uptime',          'The scanner is ready when a patient is.', '#2b8a3e', '⏱'),   (2, 'SAFETY', 'Safety',            'Nobody is harmed.',             '#c92a2a', '🛡'),
  (3, 'IMAGE',  'Picture quality', 'The finding can be seen.',                '#1864ab', '🩻'),  (4, 'COST',   'Cost of running',   'The hospital can afford it.',   '#e67700', '€'),
  (5, 'RULES',  'Playing by rules','Every market stays open.',                '#5f3dc4', '§'),   (6, 'GROWTH', 'Growing together',  'More hospitals, more patients.', '#087f5b', '🌱')
) AS c (place, code, name, description, color, icon);

INSERT INTO value_drivers (id, code, name, driver_type, description, primary_category_id, parent_id, level, unit, display_order, tenant_id, metadata, updated_at)
SELECT md5('driver:' || code)::uuid, code, name, type, name || ', measured in ' || unit || '.', md5('category:' || category)::uuid,
       md5('driver:' || parent)::uuid, level, unit, place, CASE WHEN place % 3 > 0 THEN md5('tenant:lumivanta')::uuid END,
       jsonb_build_object('better', better, 'reviewed', '2025-10-01'), '2025-11-03 09:40+00'
FROM (VALUES
  (1, 'UP-AVAIL', 'Availability',         'external', 'UPTIME', NULL,      0, '%',        'higher'), (2, 'UP-REPAIR', 'Time to repair',      'internal', 'UPTIME', 'UP-AVAIL',  1, 'hours',    'lower'),
  (3, 'UP-FIRST', 'Fixed at first visit', 'internal', 'UPTIME', 'UP-REPAIR', 2, '%',      'higher'), (4, 'SA-HARM',   'Reported incidents',  'external', 'SAFETY', NULL,        0, 'per year', 'lower'),
  (5, 'SA-DOSE',  'Dose per exam',        'external', 'SAFETY', 'SA-HARM', 1, 'mGy',      'lower'),  (6, 'SA-QUENCH', 'Unplanned quenches',  'internal', 'SAFETY', 'SA-HARM',   1, 'per year', 'lower'),
  (7, 'IQ-NOISE', 'Signal over noise',    'external', 'IMAGE',  NULL,      0, 'dB',       'higher'), (8, 'IQ-REPEAT', 'Repeated exams',      'external', 'IMAGE',  'IQ-NOISE',  1, '%',        'lower'),
  (9, 'IQ-TIME',  'Minutes per exam',     'external', 'IMAGE',  'UP-AVAIL', 1, 'minutes', 'lower'), (10, 'CO-TOTAL', 'Cost per year',       'external', 'COST',   NULL,        0, '€',        'lower'),
  (11, 'CO-PARTS', 'Spare parts',         'internal', 'COST',   'CO-TOTAL', 1, '€',       'lower'),  (12, 'CO-HELIUM','Helium lost',         'internal', 'COST',   'CO-TOTAL',  1, 'litres',   'lower'),
  (13, 'RU-AUDIT', 'Audit findings',      'internal', 'RULES',  NULL,      0, 'per audit','lower'),  (14, 'RU-CAPA',  'Correction time',     'internal', 'RULES',  'RU-AUDIT',  1, 'days',     'lower'),
  (15, 'RU-FILE',  'Complete files',      'internal', 'RULES',  'RU-AUDIT', 1, '%',       'higher'), (16, 'GR-ORDER', 'Order intake',        'internal', 'GROWTH', NULL,        0, '€ million','higher'),
  (17, 'GR-WIN',   'Tenders won',         'internal', 'GROWTH', 'GR-ORDER', 1, '%',       'higher'), (18, 'GR-PEOPLE','Trained people',      'internal', 'GROWTH', NULL,        0, 'per site', 'higher')
) AS d (place, code, name, type, category, parent, level, unit, better);

-- Each job names its department and the driver it moves most; the relationships below follow from these two.
-- (A temporary table, so that five inserts can read the list; it goes with the session.)
CREATE TEMPORARY TABLE demo_job (n int GENERATED ALWAYS AS IDENTITY, name text, area text, category text, complexity text, frequency text,
                                 department text, driver text, importance numeric, satisfaction numeric);
INSERT INTO demo_job (name, area, category, complexity, frequency, department, driver, importance, satisfaction) VALUES
  ('Bring a scanner that is down back to life',              'Service', 'technical', 'high', 'daily', 'field-service', 'UP-REPAIR', 9.8, 6.1),
  ('Find the fault before sending anyone',                   'Service', 'analytical', 'high', 'daily', 'field-service', 'UP-FIRST', 9.2, 3.0),
  ('Send the right engineer with the right part',            'Service', 'operational', 'medium', 'daily', 'field-service', 'UP-FIRST', 9.0, 5.5),
  ('Refill helium before the alarm',                         'Service', 'operational', 'medium', 'monthly', 'field-service', 'CO-HELIUM', 8.0, 7.0),
  ('Service a scanner without stealing exam time',           'Service', 'tactical', 'medium', 'weekly', 'field-service', 'UP-AVAIL', 8.5, 5.0),
  ('Swap an X-ray tube overnight',                           'Service', 'technical', 'high', 'weekly', 'field-service', 'UP-REPAIR', 8.1, 7.9),
  ('Explain an outage to an angry head of radiology',        'Service', 'collaborative', 'high', 'weekly', 'field-service', 'UP-AVAIL', 7.7, 4.4),
  ('Get a new team scanning on day one',                     'Service', 'collaborative', 'medium', 'weekly', 'applications-training', 'GR-PEOPLE', 8.4, 6.9),
  ('Tune protocols to a hospital''s patients',               'Service', 'technical', 'high', 'monthly', 'applications-training', 'IQ-TIME', 7.9, 5.2),
  ('Fill the training calendar',                             'Service', 'administrative', 'low', 'weekly', 'applications-training', 'GR-PEOPLE', 5.0, 6.5),
  ('Win a public tender',                                    'Commercial', 'strategic', 'very_high', 'quarterly', 'hospital-sales', 'GR-WIN', 9.5, 5.0),
  ('Answer "is it compatible?" within a day',                'Commercial', 'operational', 'medium', 'daily', 'hospital-sales', 'GR-WIN', 6.8, 3.9),
  ('Prove that a floor carries the magnet',                  'Commercial', 'technical', 'high', 'monthly', 'hospital-sales', 'SA-HARM', 8.8, 7.7),
  ('Keep a hospital after the warranty ends',                'Commercial', 'strategic', 'high', 'yearly', 'hospital-sales', 'GR-ORDER', 9.1, 4.8),
  ('Price a service contract',                               'Commercial', 'analytical', 'high', 'monthly', 'hospital-sales', 'CO-TOTAL', 7.2, 5.9),
  ('Design a lighter knee coil',                             'Research & Development', 'creative', 'very_high', 'yearly', 'detector-engineering', 'IQ-NOISE', 7.5, 6.0),
  ('Lose less helium per year',                              'Research & Development', 'technical', 'very_high', 'as_needed', 'detector-engineering', 'CO-HELIUM', 8.9, 3.5),
  ('Make a tube last two years longer',                      'Research & Development', 'technical', 'very_high', 'as_needed', 'detector-engineering', 'CO-PARTS', 8.2, 4.1),
  ('Understand a quench',                                    'Research & Development', 'analytical', 'high', 'as_needed', 'detector-engineering', 'SA-QUENCH', 9.4, 6.6),
  ('Halve the exam time of a knee',                          'Research & Development', 'creative', 'very_high', 'yearly', 'imaging-software', 'IQ-TIME', 8.7, 3.2),
  ('See small lesions at low dose',                          'Research & Development', 'creative', 'very_high', 'as_needed', 'imaging-software', 'SA-DOSE', 9.6, 4.0),
  ('Remove motion from a picture',                           'Research & Development', 'technical', 'high', 'as_needed', 'imaging-software', 'IQ-REPEAT', 8.3, 5.1),
  ('Show only the buttons that matter',                      'Research & Development', 'creative', 'medium', 'monthly', 'imaging-software', 'IQ-REPEAT', 6.9, 4.9),
  ('Balance a gantry',                                       'Operations', 'technical', 'medium', 'daily', 'assembly', 'IQ-NOISE', 8.0, 8.5),
  ('Ship every scanner calibrated',                          'Operations', 'operational', 'high', 'daily', 'assembly', 'UP-AVAIL', 9.3, 8.0),
  ('Plan the line for the next quarter',                     'Operations', 'tactical', 'high', 'quarterly', 'assembly', 'GR-ORDER', 7.0, 6.2),
  ('Never run out of a critical part',                       'Operations', 'strategic', 'high', 'weekly', 'supply-chain', 'CO-PARTS', 9.0, 4.6),
  ('Secure helium for the winter ❄️',                        'Operations', 'strategic', 'high', 'yearly', 'supply-chain', 'CO-HELIUM', 8.6, 5.7),
  ('Move seven tonnes into an old hospital',                 'Operations', 'operational', 'very_high', 'monthly', 'supply-chain', 'SA-HARM', 8.1, 7.4),
  ('Close a correction for good',                            'Quality', 'operational', 'high', 'weekly', 'quality-assurance', 'RU-CAPA', 9.0, 3.8),
  ('Hear about a weak supplier early',                       'Quality', 'analytical', 'high', 'quarterly', 'quality-assurance', 'RU-AUDIT', 7.8, 5.3),
  ('Trace a part to every scanner it sits in',               'Quality', 'analytical', 'high', 'as_needed', 'quality-assurance', 'SA-HARM', 9.7, 5.8),
  ('Pass an unannounced audit',                              'Quality', 'operational', 'high', 'yearly', 'quality-assurance', 'RU-AUDIT', 9.1, 7.2),
  ('Report an incident within the legal days',               'Regulatory', 'operational', 'high', 'as_needed', 'regulatory-affairs', 'SA-HARM', 9.9, 8.1),
  ('Keep a technical file true to the device',               'Regulatory', 'administrative', 'high', 'monthly', 'regulatory-affairs', 'RU-FILE', 8.5, 4.2),
  ('Write a manual people open',                             'Regulatory', 'creative', 'medium', 'quarterly', 'regulatory-affairs', 'GR-PEOPLE', 6.0, 3.0),
  ('Close the month in three days',                          'Finance', 'administrative', 'medium', 'monthly', 'finance-people', 'CO-TOTAL', 6.5, 6.4),
  ('Hire a night-shift engineer in Zürich or Málaga',        'HR', 'operational', 'high', 'as_needed', 'finance-people', 'UP-REPAIR', 7.4, 2.9),
  ('Answer a question across all systems',                   'IT/Digital', 'analytical', 'high', 'daily', 'digital-it', 'RU-FILE', 8.0, 2.5),
  ('Decide which product to stop',                           'Operations', 'strategic', 'very_high', 'yearly', 'film-services', 'CO-TOTAL', NULL, NULL);

INSERT INTO jtbd (id, tenant_id, code, name, description, functional_area, job_category, complexity, frequency, status, job_statement,
                  strategic_priority, importance_score, satisfaction_score, updated_at)
SELECT md5('jtbd:' || n)::uuid, CASE WHEN n % 4 > 0 THEN md5('tenant:lumivanta')::uuid END, 'LV-J-' || to_char(n, 'FM000'), name,
       CASE WHEN n % 7 > 0 THEN format('We know it is done when "%s" has moved.', (SELECT v.name FROM value_drivers v WHERE v.code = driver)) END,
       area::functional_area_type, category::job_category_type, complexity::complexity_type, frequency::frequency_type,
       (CASE WHEN importance IS NULL THEN 'deprecated' WHEN n % 6 = 0 THEN 'draft' ELSE 'active' END)::jtbd_status, lower(name),
       CASE WHEN importance >= 9 THEN 'critical' WHEN importance >= 8 THEN 'high' WHEN importance >= 6 THEN 'standard' WHEN importance > 0 THEN 'low' ELSE 'deferred' END,
       importance, satisfaction, timestamptz '2025-11-03 10:00+00' + n * interval '1 minute'
FROM demo_job;

-- The department's function first; every third job is the business of a second one.
INSERT INTO jtbd_functions (id, jtbd_id, function_id, relevance_score, is_primary)
SELECT md5('jtbd_function:' || j.n || ':' || f.slug)::uuid, md5('jtbd:' || j.n)::uuid, f.id, CASE WHEN f.id = d.function_id THEN 0.95 ELSE 0.40 + j.n / 100.0 END, f.id = d.function_id
FROM demo_job j JOIN org_departments d ON d.slug = j.department
JOIN org_functions f ON f.id = d.function_id OR j.n % 3 = 0 AND f.slug = (ARRAY['quality', 'operations', 'service', 'corporate'])[1 + j.n % 4];

-- The department first; every fourth job also needs another one.
INSERT INTO jtbd_departments (id, jtbd_id, department_id, relevance_score, is_primary)
SELECT md5('jtbd_department:' || j.n || ':' || d.slug)::uuid, md5('jtbd:' || j.n)::uuid, d.id, CASE WHEN d.slug = j.department THEN 1.00 ELSE 0.35 + j.n / 100.0 END, d.slug = j.department
FROM demo_job j JOIN org_departments d
  ON d.slug = j.department OR j.n % 4 = 0 AND d.slug = (ARRAY['digital-it', 'supply-chain', 'finance-people', 'quality-assurance', 'imaging-software'])[1 + j.n % 5];

-- Up to three roles of the department, beginning elsewhere for each job, and one role from another department.
INSERT INTO jtbd_roles (id, jtbd_id, role_id, relevance_score, is_primary, notes, importance, frequency, sequence_order)
SELECT md5('jtbd_role:' || n || ':' || slug)::uuid, md5('jtbd:' || n)::uuid, role_id, (95 - place * 12) / 100.0, place = 0,
       CASE WHEN place > 2 THEN 'is asked, doesn''t decide' END, (ARRAY['critical', 'high', 'medium', 'low'])[place + 1], frequency, place + 1
FROM (
  SELECT j.n, j.frequency, r.slug, r.id AS role_id,
         ((row_number() OVER (PARTITION BY j.n ORDER BY r.slug) + j.n) % count(*) OVER (PARTITION BY j.n))::int AS place
  FROM demo_job j JOIN org_departments d ON d.slug = j.department JOIN org_roles r ON r.department_id = d.id
  UNION ALL
  SELECT j.n, NULL, r.slug, r.id, 3
  FROM demo_job j JOIN org_roles r ON r.slug = (ARRAY['ceo', 'data-platform-engineer', 'technical-writer', 'controller', 'film-lead'])[1 + j.n % 5]
  WHERE r.department_id <> md5('department:' || j.department)::uuid
) AS who
WHERE place < 3 OR frequency IS NULL;

-- The driver the job names, and two more.
INSERT INTO jtbd_value_drivers (id, jtbd_id, driver_id, impact_strength, impact_score, quantified_value, value_unit, confidence_level, evidence_date)
SELECT md5('jtbd_driver:' || j.n || ':' || v.code)::uuid, md5('jtbd:' || j.n)::uuid, v.id, CASE WHEN v.code = j.driver THEN 0.90 ELSE 0.30 + j.n / 100.0 END,
       CASE WHEN v.code = j.driver THEN 8.5 ELSE 2 + j.n / 10.0 END, CASE WHEN j.n % 5 > 0 THEN j.n * 1250.125 END, v.unit,
       (ARRAY['low', 'medium', 'high', 'very_high'])[1 + j.n % 4], CASE WHEN v.code = j.driver THEN date '2025-01-31' + j.n * 7 END
FROM demo_job j JOIN value_drivers v ON v.code = j.driver OR v.display_order IN (1 + j.n % 18, 1 + (j.n * 5 + 7) % 18);

-- The categories of these drivers; the one of the driver the job names is the primary one.
INSERT INTO jtbd_value_categories (id, jtbd_id, category_id, relevance_score, is_primary, rationale)
SELECT md5('jtbd_category:' || j.n || ':' || v.primary_category_id)::uuid, md5('jtbd:' || j.n)::uuid, v.primary_category_id,
       max(i.impact_strength), bool_or(v.code = j.driver), 'Moves ' || string_agg(lower(v.name), ' and ' ORDER BY v.code) || '.'
FROM demo_job j JOIN jtbd_value_drivers i ON i.jtbd_id = md5('jtbd:' || j.n)::uuid JOIN value_drivers v ON v.id = i.driver_id
GROUP BY j.n, v.primary_category_id
HAVING max(i.impact_strength) >= 0.50;

DROP TABLE demo_job;
