// Weakly connected components.
// parameter graph: the projection of everything
CALL gds.wcc.mutate($graph, {mutateProperty: 'component'})
YIELD componentCount
RETURN componentCount AS components
