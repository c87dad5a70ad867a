package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.mapping.Tenancy;
import io.neo4jsync.source.SourceCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.QueryConfig;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;

/** Which rows of a table the graph has. */
public final class GraphKeys {

  private final Driver driver;
  private final QueryConfig config;
  private final SourceCatalog catalog;

  public GraphKeys(Driver driver, String database, SourceCatalog catalog) {
    this.driver = driver;
    this.catalog = catalog;
    this.config = QueryConfig.builder().withDatabase(database).build();
  }

  /**
   * A page of keys, in their order.
   *
   * @param after the last key of the page before; null for the first
   * @return at most {@code size} keys, each the values of the table's key columns in order
   */
  public List<List<Object>> page(TableMapping mapping, List<Object> after, int size) {
    return page(mapping, after, size, "", Map.of());
  }

  /** The same, of what the graph says is this tenant's alone. */
  public List<List<Object>> page(
      TableMapping mapping, List<Object> after, int size, Tenancy tenancy, Object tenant) {
    String condition = new TenantCondition(tenancy).of(mapping);
    return page(mapping, after, size, condition, Map.of("tenant", tenant));
  }

  /** The keys as texts. */
  public static List<List<String>> texts(List<List<Object>> keys) {
    return keys.stream().map(key -> key.stream().map(String::valueOf).toList()).toList();
  }

  private List<List<Object>> page(
      TableMapping mapping,
      List<Object> after,
      int size,
      String condition,
      Map<String, Object> more) {
    Map<String, Object> parameters = new HashMap<>(more);
    parameters.put("size", size);
    parameters.put("after", after);
    parameters.putAll(fixed(mapping));
    return driver
        .executableQuery(
            ReadingCypher.keyPage(
                mapping,
                catalog.keyTypes(mapping.table(), mapping.key()),
                after != null,
                condition))
        .withParameters(parameters)
        .withConfig(config)
        .execute()
        .records()
        .get(0)
        .get("keys")
        .asList(Values.ofList(Value::asObject));
  }

  private static Map<String, Object> fixed(TableMapping mapping) {
    if (mapping.node().isPresent()) {
      return Map.of("fixed", mapping.node().map(NodeMapping::fixed).orElseThrow());
    }
    EdgeMapping edge = mapping.edges().get(0);
    return Map.of("from", edge.from().node().fixed(), "to", edge.to().node().fixed());
  }
}
