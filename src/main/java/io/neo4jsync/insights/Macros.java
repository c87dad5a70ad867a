package io.neo4jsync.insights;

import io.neo4jsync.mapping.NodeMapping;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Cypher has no word for, and the questions need again and again. The files write it as
 * functions; names in it come from the file and from the mapping, never from a request.
 *
 * <ul>
 *   <li>{@code visible(n)}: whether the caller may see the node
 *   <li>{@code find(n, $id)}: a clause that binds the node which a parameter of kind node names, if
 *       the caller may see it; otherwise there are no rows
 *   <li>{@code mapped_labels()} and {@code mapped_types()}: those of the mapping, in patterns
 *   <li>{@code node_id(n)}: the node as requests write it
 * </ul>
 */
final class Macros {

  private static final Pattern VISIBLE = Pattern.compile("\\bvisible\\((\\w+)\\)");
  private static final Pattern FIND = Pattern.compile("\\bfind\\((\\w+), \\$(\\w+)\\)");
  private static final Pattern LABELS = Pattern.compile("\\bmapped_labels\\(\\)");
  private static final Pattern TYPES = Pattern.compile("\\bmapped_types\\(\\)");
  private static final Pattern NODE_ID = Pattern.compile("\\bnode_id\\((\\w+)\\)");

  /**
   * A tenant's own node, else the tenants it is placed in, else the tenant its row names; a node
   * that belongs to nobody is everybody's.
   */
  private static final String CONDITION =
      """
      ($everything OR CASE
         WHEN %1$s:Tenant THEN %1$s.id IN $tenants
         WHEN EXISTS { (%1$s)-[:IN_TENANT]->(:Tenant) }
           THEN EXISTS { (%1$s)-[:IN_TENANT]->(tenant__:Tenant) WHERE tenant__.id IN $tenants }
         ELSE coalesce(%1$s.%2$s IN $tenants, true) END)""";

  private final Vocabulary vocabulary;
  private final String tenantProperty;

  /**
   * @param tenantProperty the property that holds a row's tenant
   */
  Macros(Vocabulary vocabulary, String tenantProperty) {
    this.vocabulary = vocabulary;
    this.tenantProperty = tenantProperty;
  }

  /** The Cypher that Neo4j gets. */
  String expand(String cypher) {
    String found = FIND.matcher(cypher).replaceAll(this::find);
    String identified = NODE_ID.matcher(found).replaceAll(this::nodeId);
    String visible =
        VISIBLE
            .matcher(identified)
            .replaceAll(
                match -> quoted(CONDITION.formatted(match.group(1), quote(tenantProperty))));
    String labelled = LABELS.matcher(visible).replaceAll(quoted(alternatives(vocabulary.labels())));
    return TYPES.matcher(labelled).replaceAll(quoted(alternatives(vocabulary.types())));
  }

  private String find(MatchResult match) {
    String variable = match.group(1);
    String parameter = match.group(2);
    String branches =
        vocabulary.nodes().stream()
            .map(
                node ->
                    """
                    MATCH (%1$s:%2$s) WHERE $%3$s.prefix = %4$s AND %1$s.%5$s IN [$%3$s.text, $%3$s.number]%6$s RETURN %1$s"""
                        .formatted(
                            variable,
                            quote(node.label()),
                            parameter,
                            text(Vocabulary.prefix(node)),
                            quote(node.key().get(0)),
                            fixed(variable, node)))
            .collect(Collectors.joining("\n  UNION ALL\n  "));
    return quoted("CALL () {\n  " + branches + "\n}\nWITH * WHERE visible(" + variable + ")");
  }

  private static String fixed(String variable, NodeMapping node) {
    return node.fixed().entrySet().stream()
        .map(
            fixed ->
                " AND " + variable + "." + quote(fixed.getKey()) + " = " + text(fixed.getValue()))
        .collect(Collectors.joining());
  }

  private String nodeId(MatchResult match) {
    String variable = match.group(1);
    return quoted(
        vocabulary.nodes().stream()
            .map(
                node ->
                    "WHEN %s:%s%s THEN %s + toString(%s.%s)"
                        .formatted(
                            variable,
                            quote(node.label()),
                            fixed(variable, node),
                            text(Vocabulary.prefix(node) + ":"),
                            variable,
                            quote(node.key().get(0))))
            .collect(Collectors.joining(" ", "CASE ", " END")));
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
    return java.util.regex.Matcher.quoteReplacement(replacement);
  }
}
