// The newest full sync that the last run over the whole graph came after.
MATCH (i:InsightRun {scope: 'all'})
RETURN i.full_sync AS full_sync
