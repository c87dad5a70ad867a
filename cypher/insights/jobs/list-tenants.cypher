// The tenants, each of which is a scope of its own.
MATCH (t:Tenant)
WHERE t.id IS NOT NULL
RETURN t.id AS tenant, t.name AS name
ORDER BY tenant
