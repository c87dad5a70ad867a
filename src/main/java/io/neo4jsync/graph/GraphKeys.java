package io.neo4jsync.graph;

import io.neo4jsync.mapping.TableMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.QueryConfig;
import org.neo4j.driver.Value;

/** Which rows of a table the graph has. */
public final class GraphKeys {

  private final Driver driver;
  private final QueryConfig config;

  public GraphKeys(Driver driver, String database) {
    this.driver = driver;
    this.config = QueryConfig.builder().withDatabase(database).build();
  }

  /**
   * A page of keys, in their order.
   *
   * @param after the last key of the page before; null for the first
   * @return at most {@code size} keys, each the values of the table's key columns in order
   */
  public List<List<Object>> page(TableMapping mapping, List<Object> after, int size) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("size", size);
    parameters.put("after", after == null || after.size() > 1 ? after : after.get(0));
    mapping.node().ifPresent(node -> parameters.put("fixed", node.fixed()));
    return driver
        .executableQuery(Cypher.keyPage(mapping, after != null))
        .withParameters(parameters)
        .withConfig(config)
        .execute()
        .records()
        .stream()
        .map(record -> record.get("key").asList(Value::asObject))
        .toList();
  }
}
