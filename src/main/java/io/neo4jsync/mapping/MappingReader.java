package io.neo4jsync.mapping;

import io.neo4jsync.graph.GraphEndpoint;
import io.neo4jsync.mapping.EdgeMapping.End;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/**
 * Derives the mapping from the entity routes: the {@code graph:} steps of a route that starts at
 * {@code direct:entity-<table>} say what its rows become.
 */
public final class MappingReader {

  public static final String ENTITY_URI = "direct:entity-";

  private MappingReader() {}

  /** What one entity route says, before labels are resolved to the tables behind them. */
  private record Draft(String table, String routeId, List<GraphEndpoint> steps) {

    Optional<NodeMapping> node() {
      return steps.stream()
          .filter(step -> step.is("merge-node"))
          .findFirst()
          .map(
              s ->
                  new NodeMapping(
                      table,
                      s.getLabel(),
                      s.keyColumns(),
                      s.fixedProperties(),
                      Property.parse(s.getProperties())));
    }
  }

  /**
   * Reads the mapping of all entity routes in the context.
   *
   * @throws MappingException naming route and step, when they contradict each other
   */
  public static Mappings read(CamelContext context) {
    Map<String, Draft> drafts = new LinkedHashMap<>();
    for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
      String from = route.getInput().getEndpointUri();
      if (from.startsWith(ENTITY_URI)) {
        String table = from.substring(ENTITY_URI.length());
        Draft other =
            drafts.put(table, new Draft(table, route.getRouteId(), steps(context, route)));
        if (other != null) {
          throw new MappingException(
              "table "
                  + table
                  + " has two routes, "
                  + other.routeId()
                  + " and "
                  + route.getRouteId()
                  + "; keep one");
        }
      }
    }
    Map<String, NodeMapping> nodes = new LinkedHashMap<>();
    drafts
        .values()
        .forEach(draft -> draft.node().ifPresent(node -> nodes.put(draft.table(), node)));
    List<TableMapping> tables =
        drafts.values().stream().map(draft -> resolve(draft, nodes)).toList();
    ReservedNames.refuse(tables);
    refuseSharedEdges(tables);
    refuseSharedLabels(nodes.values());
    return new Mappings(tables);
  }

  private static List<GraphEndpoint> steps(CamelContext context, RouteDefinition route) {
    List<GraphEndpoint> steps = new ArrayList<>();
    for (ToDefinition to :
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
      String uri = context.resolvePropertyPlaceholders(to.getUri());
      if (uri.startsWith(GraphEndpoint.SCHEME + ":")) {
        steps.add(context.getEndpoint(uri, GraphEndpoint.class));
      }
    }
    return steps;
  }

  private static TableMapping resolve(Draft draft, Map<String, NodeMapping> nodes) {
    Optional<NodeMapping> node = Optional.ofNullable(nodes.get(draft.table()));
    List<EdgeMapping> edges = new ArrayList<>();
    List<String> key = node.map(NodeMapping::key).orElse(List.of());
    for (GraphEndpoint step : draft.steps()) {
      if (step.is("merge-edge")) {
        EdgeMapping edge = edge(draft, step, nodes);
        edges.add(edge);
        if (key.isEmpty()) {
          key = step.keyColumns();
        }
      }
    }
    if (key.isEmpty()) {
      throw new MappingException(
          "route "
              + draft.routeId()
              + " has neither a graph:merge-node nor a graph:merge-edge step, so nothing says"
              + " what a row of "
              + draft.table()
              + " becomes; add one");
    }
    boolean wholeRow = draft.steps().stream().anyMatch(step -> step.is("cypher"));
    return new TableMapping(
        draft.table(), draft.routeId(), key, node, List.copyOf(edges), wholeRow);
  }

  private static EdgeMapping edge(Draft draft, GraphEndpoint step, Map<String, NodeMapping> nodes) {
    End from =
        end(draft, step, "from", step.getFrom(), step.getFromTable(), step.getFromColumn(), nodes);
    End to = end(draft, step, "to", step.getTo(), step.getToTable(), step.getToColumn(), nodes);
    if (from.own() && to.own()) {
      throw new MappingException(
          "route "
              + draft.routeId()
              + ", merge-edge "
              + step.getType()
              + ": name the other end with 'to' and 'toColumn'");
    }
    List<String> pair = new ArrayList<>(from.columns());
    pair.addAll(to.columns());
    boolean pairIsKey =
        pair.size() == step.keyColumns().size() && pair.containsAll(step.keyColumns());
    List<String> key = from.own() || to.own() || pairIsKey ? List.of() : step.keyColumns();
    return new EdgeMapping(
        draft.table(), step.getType(), from, to, key, Property.parse(step.getProperties()));
  }

  private static End end(
      Draft draft,
      GraphEndpoint step,
      String side,
      String label,
      String table,
      String columns,
      Map<String, NodeMapping> nodes) {
    String where = "route " + draft.routeId() + ", merge-edge " + step.getType() + ": ";
    if (label == null) {
      NodeMapping own = nodes.get(draft.table());
      if (own == null) {
        throw new MappingException(
            where
                + "'"
                + side
                + "' is missing, and rows of "
                + draft.table()
                + " are no nodes that could be that end");
      }
      return new End(own, own.key(), true);
    }
    Predicate<NodeMapping> wanted =
        n -> n.label().equals(label) && (table == null || n.table().equals(table));
    List<NodeMapping> found = nodes.values().stream().filter(wanted).toList();
    if (found.isEmpty()) {
      throw new MappingException(
          where
              + "no route merges nodes (:"
              + label
              + ")"
              + (table == null ? "" : " from table " + table)
              + "; add the route file of that table or correct '"
              + side
              + "'");
    }
    if (found.size() > 1) {
      throw new MappingException(
          where
              + "(:"
              + label
              + ") comes from the tables "
              + found.stream().map(NodeMapping::table).toList()
              + "; say which one with '"
              + side
              + "Table'");
    }
    List<String> names = Property.names(columns);
    if (names.size() != found.get(0).key().size()) {
      throw new MappingException(
          where
              + "'"
              + side
              + "Column' must name "
              + found.get(0).key().size()
              + " column(s), the key of "
              + label
              + " in the order "
              + found.get(0).key());
    }
    return new End(found.get(0), names, false);
  }

  private static void refuseSharedEdges(List<TableMapping> tables) {
    Map<String, EdgeMapping> seen = new LinkedHashMap<>();
    for (TableMapping table : tables) {
      for (EdgeMapping edge : table.edges()) {
        EdgeMapping other = seen.put(edge.pattern(), edge);
        if (other != null) {
          throw new MappingException(
              "the relationship "
                  + edge.pattern()
                  + " is made from both "
                  + other.table()
                  + " and "
                  + edge.table()
                  + "; give one of them another type, or their deletes would remove each other's");
        }
      }
    }
  }

  private static void refuseSharedLabels(Collection<NodeMapping> nodes) {
    for (NodeMapping node : nodes) {
      for (NodeMapping other : nodes) {
        if (node != other
            && node.label().equals(other.label())
            && (!node.fixed().keySet().equals(other.fixed().keySet())
                || node.fixed().equals(other.fixed()))) {
          throw new MappingException(
              "tables "
                  + node.table()
                  + " and "
                  + other.table()
                  + " share the label "
                  + node.label()
                  + "; tell their nodes apart with a 'fixed' property of different value in each merge-node,"
                  + " for example fixed: source_table="
                  + node.table());
        }
      }
    }
  }
}
