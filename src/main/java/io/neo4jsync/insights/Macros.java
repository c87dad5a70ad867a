package io.neo4jsync.insights;

import io.neo4jsync.mapping.NodeMapping;
import java.util.Collection;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Cypher has no word for, and the questions need again and again. The files write it as
 * functions; names in it come from the file and from the mapping, never from a request.
 *
 * <ul>
 *   <li>{@code visible(n)}: whether the caller may see the node
 *   <li>{@code visible_edge(e)}: whether a relationship is of a junction row that the caller may
 *       see
 *   <li>{@code find(n, $id)}: a clause that binds the node which a parameter of kind node names, if
 *       the caller may see it; otherwise there are no rows
 *   <li>{@code mapped_nodes(n)}: a clause that binds all nodes of the mapping; for a pattern with
 *       all labels Neo4j may choose to look at every node there is
 *   <li>{@code is_mapped(n)}: whether a node at the end of a relationship is one of the mapping;
 *       with all labels in the pattern Neo4j may look them all up for each beginning instead of
 *       following the relationships
 *   <li>{@code labels_of($labels)}: those that a parameter of kind labels names, in patterns
 *   <li>{@code mapped_labels()} and {@code mapped_types()}: those of the mapping, in patterns
 *   <li>{@code node_id(n)}: a text for the node that no other has, to sort by
 * </ul>
 */
final class Macros {

  private static final Pattern VISIBLE = Pattern.compile("\\bvisible\\((\\w+)\\)");
  private static final Pattern VISIBLE_EDGE = Pattern.compile("\\bvisible_edge\\((\\w+)\\)");
  private static final Pattern FIND = Pattern.compile("\\bfind\\((\\w+), \\$(\\w+)\\)");
  private static final Pattern NODES = Pattern.compile("\\bmapped_nodes\\((\\w+)\\)");
  private static final Pattern IS_MAPPED = Pattern.compile("\\bis_mapped\\((\\w+)\\)");
  private static final Pattern LABELS = Pattern.compile("\\bmapped_labels\\(\\)");
  private static final Pattern LABELS_OF = Pattern.compile("\\blabels_of\\(\\$(\\w+)\\)");
  private static final Pattern TYPES = Pattern.compile("\\bmapped_types\\(\\)");
  private static final Pattern NODE_ID = Pattern.compile("\\bnode_id\\((\\w+)\\)");

  /**
   * A tenant's own node, else the tenants it is placed in, else the tenant its row names; a node
   * that belongs to nobody is everybody's.
   */
  private static final String CONDITION =
      """
      CASE WHEN %1$s:Tenant THEN %1$s.id IN $tenants
           ELSE any(places__ IN [[(%1$s)-[:IN_TENANT]->(tenant__:Tenant) | tenant__.id]]
                    WHERE CASE WHEN places__ = [] THEN coalesce(%1$s.%2$s IN $tenants, true)
                               ELSE any(place__ IN places__ WHERE place__ IN $tenants) END) END""";

  private static final String EDGE_CONDITION = "coalesce(%1$s.%2$s IN $tenants, true)";

  private final Vocabulary vocabulary;
  private final String tenantProperty;

  /**
   * @param tenantProperty the property that holds a row's tenant
   */
  Macros(Vocabulary vocabulary, String tenantProperty) {
    this.vocabulary = vocabulary;
    this.tenantProperty = tenantProperty;
  }

  /**
   * The Cypher that Neo4j gets. It says no more than this request needs, because Neo4j takes long
   * to plan large queries: no condition for callers who may see everything, and one label to find a
   * node by.
   *
   * @param parameters as {@link Access#parameters} and {@link Parameter#value} make them
   */
  String expand(String cypher, Map<String, Object> parameters) {
    boolean everything = Boolean.TRUE.equals(parameters.get("everything"));
    String found = FIND.matcher(cypher).replaceAll(match -> find(match, parameters));
    String all = NODES.matcher(found).replaceAll(match -> nodes(match.group(1)));
    String checked = IS_MAPPED.matcher(all).replaceAll(match -> isMapped(match.group(1)));
    String identified = NODE_ID.matcher(checked).replaceAll(match -> nodeId(match.group(1)));
    String visible =
        condition(
            VISIBLE_EDGE,
            everything ? "true" : EDGE_CONDITION,
            condition(VISIBLE, everything ? "true" : CONDITION, identified));
    String chosen =
        LABELS_OF
            .matcher(visible)
            .replaceAll(match -> quoted(alternatives(labels(parameters.get(match.group(1))))));
    String labelled = LABELS.matcher(chosen).replaceAll(quoted(alternatives(vocabulary.labels())));
    return TYPES.matcher(labelled).replaceAll(quoted(alternatives(vocabulary.types())));
  }

  private String condition(Pattern macro, String condition, String cypher) {
    return macro
        .matcher(cypher)
        .replaceAll(match -> quoted(condition.formatted(match.group(1), quote(tenantProperty))));
  }

  private String find(MatchResult match, Map<String, Object> parameters) {
    String variable = match.group(1);
    String parameter = match.group(2);
    if (!(parameters.get(parameter) instanceof Map<?, ?> sought)) {
      return quoted("UNWIND [] AS " + variable);
    }
    NodeMapping node =
        vocabulary.nodes().stream()
            .filter(known -> Vocabulary.prefix(known).equals(sought.get("prefix")))
            .findFirst()
            .orElseThrow();
    return quoted(
        "MATCH (%1$s:%2$s) WHERE %1$s.%3$s IN [$%4$s.text, $%4$s.number]%5$s AND visible(%1$s)"
            .formatted(
                variable,
                quote(node.label()),
                quote(node.key().get(0)),
                parameter,
                fixed(variable, node)));
  }

  private String nodes(String variable) {
    return quoted(
        vocabulary.labels().stream()
            .map(label -> "MATCH (%1$s:%2$s) RETURN %1$s".formatted(variable, quote(label)))
            .collect(Collectors.joining(" UNION ", "CALL () { ", " }")));
  }

  private String isMapped(String variable) {
    return quoted(
        vocabulary.labels().stream()
            .map(Macros::text)
            .collect(
                Collectors.joining(
                    ", ", "any(label__ IN labels(" + variable + ") WHERE label__ IN [", "])")));
  }

  /** Those of the parameter as far as they are in the mapping, which also checks it; else all. */
  private Collection<String> labels(Object said) {
    Collection<String> known = vocabulary.labels();
    return said instanceof Collection<?> several
        ? known.stream().filter(several::contains).toList()
        : known;
  }

  private static String fixed(String variable, NodeMapping node) {
    return node.fixed().entrySet().stream()
        .map(
            fixed ->
                " AND " + variable + "." + quote(fixed.getKey()) + " = " + text(fixed.getValue()))
        .collect(Collectors.joining());
  }

  /** Label, properties that are fixed for a table, and key, whatever they are called. */
  private String nodeId(String variable) {
    String fixed =
        vocabulary.nodes().stream()
            .flatMap(node -> node.fixed().keySet().stream())
            .distinct()
            .map(name -> "coalesce(" + variable + "." + quote(name) + " + ':', '') + ")
            .collect(Collectors.joining());
    String key =
        vocabulary.nodes().stream()
            .map(node -> variable + "." + quote(node.key().get(0)))
            .distinct()
            .collect(Collectors.joining(", "));
    return quoted(
        "(labels(%s)[0] + ':' + %stoString(coalesce(%s)))".formatted(variable, fixed, key));
  }

  private static String alternatives(Iterable<String> names) {
    StringBuilder all = new StringBuilder();
    names.forEach(name -> all.append(all.isEmpty() ? "" : "|").append(quote(name)));
    return all.toString();
  }

  private static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }
}
