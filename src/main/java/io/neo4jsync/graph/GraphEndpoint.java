package io.neo4jsync.graph;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Property;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** One step of an entity route; its parameters are the mapping of a table. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = GraphEndpoint.SCHEME,
    title = "Graph mapping",
    syntax = "graph:step",
    producerOnly = true)
public final class GraphEndpoint extends DefaultEndpoint {

  public static final String SCHEME = "graph";

  private static final Set<String> STEPS =
      Set.of("merge-node", "merge-edge", "delete-node", "delete-edge", "cypher");

  private final MappingRegistry mappings;

  @UriPath(enums = "merge-node,merge-edge,delete-node,delete-edge,cypher")
  @Metadata(required = true)
  private final String step;

  @UriParam(description = "Label of the node")
  private String label;

  @UriParam(
      description = "Key columns, comma-separated; they are properties of the same names",
      defaultValue = "id")
  private String key = "id";

  @UriParam(
      description = "Columns that become properties, comma-separated; property=column renames")
  private String properties;

  @UriParam(
      description = "Properties with one value on every node of this table, as property=value")
  private String fixed;

  @UriParam(description = "Type of the relationship")
  private String type;

  @UriParam(description = "Label at the start of the relationship; omitted: the row's own node")
  private String from;

  @UriParam(description = "Column or columns with the key of the start")
  private String fromColumn;

  @UriParam(description = "Table of the start, where several tables share its label")
  private String fromTable;

  @UriParam(description = "Label at the end of the relationship; omitted: the row's own node")
  private String to;

  @UriParam(description = "Column or columns with the key of the end")
  private String toColumn;

  @UriParam(description = "Table of the end, where several tables share its label")
  private String toTable;

  @UriParam(
      description =
          "Where the Cypher of a graph:cypher step stands, for example file:cypher/tags.cypher")
  private String resource;

  GraphEndpoint(String uri, GraphComponent component, String step, MappingRegistry mappings) {
    super(uri, component);
    this.step = step;
    this.mappings = mappings;
  }

  void validate() {
    if (!STEPS.contains(step)) {
      throw new IllegalArgumentException("graph:" + step + " is no step; known are " + STEPS);
    }
    switch (step) {
      case "merge-node", "delete-node" -> require("label", label);
      case "cypher" -> require("resource", resource);
      default -> require("type", type);
    }
  }

  private void require(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("graph:" + step + " needs the parameter '" + name + "'");
    }
  }

  @Override
  public Producer createProducer() {
    return new GraphProducer(this, mappings);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("graph: steps only take rows, they produce none");
  }

  @Override
  public boolean isLenientProperties() {
    return false;
  }

  /** Whether this is the step of that name, for example {@code merge-node}. */
  public boolean is(String name) {
    return step.equals(name);
  }

  public String getStep() {
    return step;
  }

  /** The key columns in order. */
  public List<String> keyColumns() {
    return Property.names(key);
  }

  /** The fixed properties with their values. */
  public Map<String, String> fixedProperties() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Property pair : Property.parse(fixed)) {
      values.put(pair.name(), pair.column());
    }
    return values;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  public String getProperties() {
    return properties;
  }

  public void setProperties(String properties) {
    this.properties = properties;
  }

  public String getFixed() {
    return fixed;
  }

  public void setFixed(String fixed) {
    this.fixed = fixed;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  public String getFrom() {
    return from;
  }

  public void setFrom(String from) {
    this.from = from;
  }

  public String getFromColumn() {
    return fromColumn;
  }

  public void setFromColumn(String fromColumn) {
    this.fromColumn = fromColumn;
  }

  public String getFromTable() {
    return fromTable;
  }

  public void setFromTable(String fromTable) {
    this.fromTable = fromTable;
  }

  public String getTo() {
    return to;
  }

  public void setTo(String to) {
    this.to = to;
  }

  public String getToColumn() {
    return toColumn;
  }

  public void setToColumn(String toColumn) {
    this.toColumn = toColumn;
  }

  public String getToTable() {
    return toTable;
  }

  public void setToTable(String toTable) {
    this.toTable = toTable;
  }

  public String getResource() {
    return resource;
  }

  public void setResource(String resource) {
    this.resource = resource;
  }
}
