// Takes the notes about tenants away that are gone; their ratings went with their nodes.
MATCH (i:InsightRun)
WHERE i.scope <> 'all' AND NOT EXISTS { (t:Tenant) WHERE t.id = i.scope }
DELETE i
