package io.neo4jsync.insights;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.neo4j.driver.types.Node;

/**
 * The labels and types that may be asked for: those of the mapping, so that tables that are added
 * are part of it, and nothing else is.
 *
 * <p>A node is written {@code Role:6f0c…}, its label and key; where several tables share a label,
 * the properties that keep them apart stand between: {@code Skill:ref_skills:6f0c…}. Labels whose
 * key has several columns are left out.
 */
final class Vocabulary {

  private static final String SEPARATOR = ":";

  private static final Pattern KEY_OF_A_ROW =
      Pattern.compile("-?[0-9]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final List<NodeMapping> nodes;
  private final Map<String, Set<String>> foreignKeys = new HashMap<>();
  private final SortedSet<String> labels = new TreeSet<>();
  private final SortedSet<String> types = new TreeSet<>();

  Vocabulary(Mappings mappings) {
    nodes =
        mappings.all().stream()
            .map(TableMapping::node)
            .flatMap(Optional::stream)
            .filter(node -> node.key().size() == 1)
            .sorted(Comparator.comparing(NodeMapping::label).thenComparing(NodeMapping::table))
            .toList();
    nodes.forEach(node -> labels.add(node.label()));
    for (TableMapping table : mappings.all()) {
      for (EdgeMapping edge : table.edges()) {
        types.add(edge.type());
        for (EdgeMapping.End end : List.of(edge.from(), edge.to())) {
          if (!end.own()) {
            foreignKeys
                .computeIfAbsent(table.table(), key -> new HashSet<>())
                .addAll(end.columns());
          }
        }
      }
    }
  }

  /** The nodes, one for each table, in the order of their labels. */
  List<NodeMapping> nodes() {
    return nodes;
  }

  SortedSet<String> labels() {
    return labels;
  }

  SortedSet<String> types() {
    return types;
  }

  /** The condition by which Cypher tells the nodes of a table from the others. */
  static String prefix(NodeMapping node) {
    return String.join(SEPARATOR, prefixParts(node));
  }

  private static List<String> prefixParts(NodeMapping node) {
    List<String> parts = new ArrayList<>(List.of(node.label()));
    parts.addAll(node.fixed().values());
    return parts;
  }

  /**
   * What the macro find takes: {@code prefix}, the key as {@code text}, and as {@code number} where
   * it is one.
   */
  Optional<Map<String, Object>> key(String written) {
    for (NodeMapping node : nodes) {
      String prefix = prefix(node) + SEPARATOR;
      if (written.startsWith(prefix) && written.length() > prefix.length()) {
        String key = written.substring(prefix.length());
        Map<String, Object> map = new HashMap<>();
        map.put("prefix", prefix(node));
        map.put("text", key);
        map.put("number", key.matches("-?[0-9]{1,18}") ? Long.valueOf(key) : null);
        return Optional.of(map);
      }
    }
    return Optional.empty();
  }

  /** The node as it is written; empty for one that is no row's. */
  Optional<String> written(Node node) {
    return mapping(node)
        .map(
            mapping ->
                prefix(mapping) + SEPARATOR + node.get(mapping.key().get(0)).asObject().toString());
  }

  /** Its label among those of the mapping. */
  Optional<String> label(Node node) {
    return mapping(node).map(NodeMapping::label);
  }

  /**
   * Whether a property names another row, which the caller may not be allowed to know of:
   * relationships say the same to those who may.
   */
  boolean isReference(Node node, String property) {
    Optional<NodeMapping> mapping = mapping(node);
    if (mapping.isEmpty() || mapping.get().key().contains(property)) {
      return false;
    }
    return foreignKeys.getOrDefault(mapping.get().table(), Set.of()).contains(property)
        || property.endsWith("_id")
            && KEY_OF_A_ROW.matcher(node.get(property).asObject().toString()).matches();
  }

  private Optional<NodeMapping> mapping(Node node) {
    return nodes.stream()
        .filter(mapping -> node.hasLabel(mapping.label()))
        .filter(mapping -> !node.get(mapping.key().get(0)).isNull())
        .filter(
            mapping ->
                mapping.fixed().entrySet().stream()
                    .allMatch(
                        fixed -> fixed.getValue().equals(node.get(fixed.getKey()).asString(null))))
        .findFirst();
  }
}
