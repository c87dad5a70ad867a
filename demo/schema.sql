-- The demo's source tables: VITAL's ontology in its real shape (names, keys, types, foreign keys), with
-- every column the graph uses and a few it does not (marked "not in the graph").
--
-- The demo reads three files: this one, ontology.sql (the rows) and changes.sql (a cycle of small changes,
-- each introduced by one line that starts with "-- "). PostgreSQL 15 to 17, an empty database, its owner.

CREATE EXTENSION IF NOT EXISTS ltree;

CREATE TYPE tenant_status AS ENUM ('trial', 'active', 'suspended', 'cancelled');
CREATE TYPE tenant_tier AS ENUM ('free', 'starter', 'professional', 'enterprise');
CREATE TYPE regulatory_sensitivity_type AS ENUM ('low', 'medium', 'high', 'very_high');
CREATE TYPE operating_model_type AS ENUM ('centralized', 'decentralized', 'hybrid');
CREATE TYPE role_category_type AS ENUM ('field', 'office', 'hybrid', 'remote');
CREATE TYPE seniority_level_type AS ENUM ('entry', 'mid', 'senior', 'director', 'executive', 'c_suite');
CREATE TYPE leadership_level_type AS ENUM
  ('individual_contributor', 'people_manager', 'senior_leadership', 'executive');
CREATE TYPE geographic_scope_type AS ENUM ('global', 'regional', 'local');
CREATE TYPE functional_area_type AS ENUM
  ('Commercial', 'Research & Development', 'Operations', 'Quality', 'Regulatory', 'Service', 'IT/Digital', 'Finance', 'HR');
CREATE TYPE job_category_type AS ENUM
  ('strategic', 'operational', 'tactical', 'administrative', 'analytical', 'collaborative', 'creative', 'technical');
CREATE TYPE complexity_type AS ENUM ('low', 'medium', 'high', 'very_high');
CREATE TYPE frequency_type AS ENUM ('daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'as_needed');
CREATE TYPE jtbd_status AS ENUM ('draft', 'active', 'deprecated', 'archived');

-- A tenant is a company or a part of one; tenant_path spells out the way down from the root.
CREATE TABLE tenants (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name         text NOT NULL,
  slug         text NOT NULL UNIQUE,
  parent_id    uuid REFERENCES tenants (id) ON DELETE CASCADE,
  tenant_path  ltree NOT NULL,
  tenant_level integer NOT NULL CHECK (tenant_level BETWEEN 0 AND 4),
  status       tenant_status NOT NULL DEFAULT 'active',
  tier         tenant_tier NOT NULL DEFAULT 'free',
  max_users    integer NOT NULL DEFAULT 5,   -- not in the graph
  features     jsonb DEFAULT '{}',           -- not in the graph
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  deleted_at   timestamptz,
  CHECK (nlevel(tenant_path) = tenant_level + 1),
  CHECK ((parent_id IS NULL) = (tenant_level = 0))
);

-- A function is a large area of the company; tenant_id here and in the next two tables is deprecated.
CREATE TABLE org_functions (
  id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id              uuid REFERENCES tenants (id) ON DELETE CASCADE,
  name                   text NOT NULL,
  slug                   text NOT NULL UNIQUE,
  description            text,
  industry               text,
  mission_statement      text,                                           -- not in the graph
  regulatory_sensitivity regulatory_sensitivity_type DEFAULT 'medium',   -- not in the graph
  strategic_priority     integer CHECK (strategic_priority BETWEEN 0 AND 100),
  created_at             timestamptz NOT NULL DEFAULT now(),
  updated_at             timestamptz NOT NULL DEFAULT now(),
  deleted_at             timestamptz
);

-- A department belongs to one function and goes with it.
CREATE TABLE org_departments (
  id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id             uuid REFERENCES tenants (id) ON DELETE CASCADE,
  function_id           uuid NOT NULL REFERENCES org_functions (id) ON DELETE CASCADE,
  name                  text NOT NULL,
  slug                  text NOT NULL UNIQUE,
  description           text,
  operating_model       operating_model_type DEFAULT 'hybrid',
  field_vs_office_mix   integer CHECK (field_vs_office_mix BETWEEN 0 AND 100),
  typical_team_size_min integer,
  typical_team_size_max integer,
  created_at            timestamptz NOT NULL DEFAULT now(),
  updated_at            timestamptz NOT NULL DEFAULT now(),
  deleted_at            timestamptz
);

-- A role sits in a department and may report to another role; a deleted superior leaves NULL behind.
CREATE TABLE org_roles (
  id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id               uuid REFERENCES tenants (id) ON DELETE CASCADE,
  function_id             uuid NOT NULL REFERENCES org_functions (id) ON DELETE CASCADE,
  department_id           uuid NOT NULL REFERENCES org_departments (id) ON DELETE CASCADE,
  reports_to_role_id      uuid REFERENCES org_roles (id) ON DELETE SET NULL,
  name                    text NOT NULL,
  slug                    text NOT NULL UNIQUE,
  description             text,
  role_type               text,
  role_category           role_category_type,
  seniority_level         seniority_level_type,
  leadership_level        leadership_level_type DEFAULT 'individual_contributor',
  job_code                text,
  grade_level             integer,
  geographic_scope        geographic_scope_type NOT NULL,
  team_size_min           integer,
  team_size_max           integer,
  travel_percentage_max   integer CHECK (travel_percentage_max BETWEEN 0 AND 100),   -- not in the graph
  budget_min_usd          numeric(15,2),
  budget_max_usd          numeric(15,2),
  required_skills         text[],
  required_certifications text[],
  gxp_types               varchar(50)[] DEFAULT '{}',
  oncall_required         boolean DEFAULT false,                                     -- not in the graph
  role_kpis               jsonb DEFAULT '[]',
  data_quality_score      numeric(3,2),
  last_validated          timestamp,
  created_at              timestamptz NOT NULL DEFAULT now(),
  updated_at              timestamptz NOT NULL DEFAULT now(),
  deleted_at              timestamptz,
  CHECK (team_size_max >= team_size_min),
  CHECK (budget_max_usd >= budget_min_usd)
);

-- The three tenant maps say where a function, department or role is in use; the pair is the key.
CREATE TABLE function_tenants (
  function_id uuid NOT NULL REFERENCES org_functions (id) ON DELETE CASCADE,
  tenant_id   uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (function_id, tenant_id)
);

CREATE TABLE department_tenants (
  department_id uuid NOT NULL REFERENCES org_departments (id) ON DELETE CASCADE,
  tenant_id     uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (department_id, tenant_id)
);

CREATE TABLE role_tenants (
  role_id    uuid NOT NULL REFERENCES org_roles (id) ON DELETE CASCADE,
  tenant_id  uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (role_id, tenant_id)
);

-- A persona is an imagined person in a role; its times have no zone, and it blocks the delete of its role.
CREATE TABLE personas (
  id                    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  unique_id             varchar(50) NOT NULL UNIQUE,
  persona_name          varchar(255) NOT NULL,
  persona_type          varchar(100),
  source_role_id        uuid REFERENCES org_roles (id),
  title                 varchar(255),
  description           text NOT NULL,
  age_range             varchar(20),          -- not in the graph
  experience_level      varchar(50),
  goals                 jsonb DEFAULT '[]',
  challenges            jsonb DEFAULT '[]',   -- not in the graph
  sample_quotes         text[],
  is_active             boolean DEFAULT true,
  data_quality_score    numeric(3,2),
  work_complexity_score numeric(3,2),
  ai_readiness_score    numeric(3,2),
  derived_archetype     text,
  tenant_id             uuid REFERENCES tenants (id) ON DELETE CASCADE,
  created_at            timestamp DEFAULT now(),
  updated_at            timestamp DEFAULT now()
);

-- A reference skill is what a role asks of the people in it.
CREATE TABLE ref_skills (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  unique_id       varchar(50) NOT NULL UNIQUE,
  skill_name      varchar(255) NOT NULL,
  skill_category  varchar(100),
  description     text,
  pharma_specific boolean DEFAULT false,
  created_at      timestamp DEFAULT now(),
  updated_at      timestamp DEFAULT now()
);

-- Which reference skill a role needs and how well; no id, the pair is the key.
CREATE TABLE role_skills (
  role_id              uuid NOT NULL REFERENCES org_roles (id) ON DELETE CASCADE,
  skill_id             uuid NOT NULL REFERENCES ref_skills (id) ON DELETE CASCADE,
  proficiency_required varchar(20),
  is_required          boolean DEFAULT true,
  PRIMARY KEY (role_id, skill_id)
);

-- A skill in this table is something the digital assistants can do.
CREATE TABLE skills (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name             text NOT NULL UNIQUE,
  slug             text UNIQUE,
  category         text,
  description      text,
  complexity_level text CHECK (complexity_level IN ('basic', 'intermediate', 'advanced', 'expert')),
  is_active        boolean DEFAULT true,
  skill_type       text,
  is_executable    boolean DEFAULT false,    -- not in the graph
  version          text DEFAULT '1.0.0',     -- not in the graph
  metadata         jsonb DEFAULT '{}',
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  deleted_at       timestamptz
);

-- A tool is a piece of software or test gear that people work with.
CREATE TABLE tools (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id     uuid REFERENCES tenants (id) ON DELETE CASCADE,
  name          text NOT NULL UNIQUE,
  slug          text,
  category      text,
  vendor        text,
  description   text,
  tool_type     text,
  url           text,                            -- not in the graph
  is_active     boolean DEFAULT true,
  tags          text[],
  cost_per_call numeric(10,6) DEFAULT 0.001,     -- not in the graph
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);

-- Which tool a role uses; several rows may name one pair, and a deleted tool leaves its name behind.
CREATE TABLE role_tools (
  id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  role_id           uuid NOT NULL REFERENCES org_roles (id) ON DELETE CASCADE,
  tool_id           uuid REFERENCES tools (id) ON DELETE SET NULL,
  tool_name         text,
  usage_frequency   text CHECK (usage_frequency IN ('daily', 'weekly', 'monthly', 'occasional', 'rare')),
  proficiency_level text CHECK (proficiency_level IN ('basic', 'intermediate', 'advanced', 'expert')),
  is_required       boolean DEFAULT false,
  sequence_order    integer,                     -- not in the graph
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now()
);

-- A value category is a kind of benefit a hospital or the company can have.
CREATE TABLE value_categories (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code        text NOT NULL UNIQUE,
  name        text NOT NULL,
  description text,
  color       text,
  icon        text,
  sort_order  integer,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);

-- A value driver is a quantity that can be improved; a driver can be part of a wider one.
CREATE TABLE value_drivers (
  id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code                text NOT NULL UNIQUE,
  name                text NOT NULL,
  driver_type         text NOT NULL CHECK (driver_type IN ('internal', 'external')),
  description         text,
  primary_category_id uuid REFERENCES value_categories (id),
  parent_id           uuid REFERENCES value_drivers (id),
  level               integer DEFAULT 0,
  unit                text,
  display_order       integer,                   -- not in the graph
  tenant_id           uuid REFERENCES tenants (id),
  metadata            jsonb DEFAULT '{}',
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now()
);

-- A job to be done is work that someone needs finished, whoever does it.
CREATE TABLE jtbd (
  id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id          uuid REFERENCES tenants (id) ON DELETE CASCADE,
  code               text NOT NULL UNIQUE,
  name               text NOT NULL,
  description        text,
  functional_area    functional_area_type NOT NULL,
  job_category       job_category_type DEFAULT 'operational',
  complexity         complexity_type DEFAULT 'medium',
  frequency          frequency_type DEFAULT 'monthly',
  status             jtbd_status DEFAULT 'draft',
  job_statement      text,                       -- not in the graph
  validation_score   numeric(3,2),               -- not in the graph
  strategic_priority text DEFAULT 'standard'
    CHECK (strategic_priority IN ('critical', 'high', 'standard', 'low', 'deferred')),
  importance_score   numeric(4,2) CHECK (importance_score BETWEEN 0 AND 10),
  satisfaction_score numeric(4,2) CHECK (satisfaction_score BETWEEN 0 AND 10),
  opportunity_score  numeric(5,2),               -- set by the trigger below
  odi_tier           text,                       -- set by the trigger below
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  deleted_at         timestamptz
);

-- How far a job is the business of a function; function_name is a cached copy, set by the trigger below.
CREATE TABLE jtbd_functions (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  jtbd_id         uuid NOT NULL REFERENCES jtbd (id) ON DELETE CASCADE,
  function_id     uuid NOT NULL REFERENCES org_functions (id) ON DELETE CASCADE,
  function_name   text NOT NULL,                 -- not in the graph
  relevance_score numeric(3,2) CHECK (relevance_score BETWEEN 0 AND 1),
  is_primary      boolean DEFAULT false,
  tenant_id       uuid REFERENCES tenants (id) ON DELETE CASCADE,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (jtbd_id, function_id)
);

-- How far a job is the business of a department.
CREATE TABLE jtbd_departments (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  jtbd_id         uuid NOT NULL REFERENCES jtbd (id) ON DELETE CASCADE,
  department_id   uuid NOT NULL REFERENCES org_departments (id) ON DELETE CASCADE,
  relevance_score numeric(3,2) CHECK (relevance_score BETWEEN 0 AND 1),
  is_primary      boolean DEFAULT false,
  mapping_source  text DEFAULT 'manual',         -- not in the graph
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (jtbd_id, department_id)
);

-- Which roles do a job; importance and frequency are free text here.
CREATE TABLE jtbd_roles (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  jtbd_id         uuid NOT NULL REFERENCES jtbd (id) ON DELETE CASCADE,
  role_id         uuid NOT NULL REFERENCES org_roles (id) ON DELETE CASCADE,
  relevance_score numeric(3,2) NOT NULL DEFAULT 0.50 CHECK (relevance_score BETWEEN 0 AND 1),
  is_primary      boolean DEFAULT false,
  notes           text,
  mapping_source  text DEFAULT 'manual',         -- not in the graph
  importance      text,
  frequency       text,
  sequence_order  integer,
  tenant_id       uuid REFERENCES tenants (id) ON DELETE CASCADE,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (jtbd_id, role_id)
);

-- Which kind of value a job delivers when it is done well.
CREATE TABLE jtbd_value_categories (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  jtbd_id         uuid NOT NULL REFERENCES jtbd (id) ON DELETE CASCADE,
  category_id     uuid NOT NULL REFERENCES value_categories (id) ON DELETE CASCADE,
  relevance_score numeric(3,2) CHECK (relevance_score BETWEEN 0 AND 1),
  is_primary      boolean DEFAULT false,
  rationale       text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (jtbd_id, category_id)
);

-- Which quantities a job moves, by how much, and how sure we are.
CREATE TABLE jtbd_value_drivers (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  jtbd_id          uuid NOT NULL REFERENCES jtbd (id) ON DELETE CASCADE,
  driver_id        uuid NOT NULL REFERENCES value_drivers (id) ON DELETE CASCADE,
  impact_strength  numeric(3,2) CHECK (impact_strength BETWEEN 0 AND 1),
  impact_score     numeric(3,1),
  quantified_value numeric,
  value_unit       text,                         -- not in the graph
  confidence_level text CHECK (confidence_level IN ('low', 'medium', 'high', 'very_high')),
  evidence_date    date,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (jtbd_id, driver_id)
);

CREATE INDEX ON org_departments (function_id);
CREATE INDEX ON org_roles (department_id);
CREATE INDEX ON org_roles (reports_to_role_id);
CREATE INDEX ON personas (source_role_id);
CREATE INDEX ON jtbd_roles (role_id);

-- An important job that is done badly today is an opportunity.
CREATE FUNCTION score_jtbd() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.opportunity_score := NEW.importance_score + greatest(NEW.importance_score - NEW.satisfaction_score, 0);
  NEW.odi_tier := CASE
    WHEN NEW.opportunity_score IS NULL THEN NULL
    WHEN NEW.opportunity_score >= 15 THEN 'extreme'
    WHEN NEW.opportunity_score >= 12 THEN 'high'
    WHEN NEW.opportunity_score >= 10 THEN 'moderate'
    ELSE 'table_stakes' END;
  RETURN NEW;
END $$;

CREATE TRIGGER score_jtbd BEFORE INSERT OR UPDATE OF importance_score, satisfaction_score ON jtbd
  FOR EACH ROW EXECUTE FUNCTION score_jtbd();

CREATE FUNCTION cache_function_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.function_name := (SELECT f.name FROM org_functions f WHERE f.id = NEW.function_id);
  RETURN NEW;
END $$;

CREATE TRIGGER cache_function_name BEFORE INSERT OR UPDATE OF function_id ON jtbd_functions
  FOR EACH ROW EXECUTE FUNCTION cache_function_name();
