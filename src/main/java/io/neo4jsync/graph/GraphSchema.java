package io.neo4jsync.graph;

import io.neo4jsync.graph.SchemaObject.Kind;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.ClientException;

/** The constraints and indexes that the mapping needs, made from it. */
public final class GraphSchema {

  private final Driver driver;
  private final String database;

  public GraphSchema(Driver driver, String database) {
    this.driver = driver;
    this.database = database;
  }

  /** What was done, or why it could not be. */
  public record Line(boolean good, String text) {}

  /** Creates what is missing and waits until it is usable. */
  public List<Line> install(Mappings mappings) {
    List<Line> lines = new ArrayList<>();
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      for (SchemaObject wanted : objects(mappings)) {
        lines.add(run(session, wanted.statement()));
      }
      TextIndex text = TextIndex.of(mappings);
      if (!text.labels().isEmpty()) {
        text.dropOther(session);
        lines.add(run(session, text.statement()));
      }
      session.run("CALL db.awaitIndexes(300)").consume();
    }
    return lines;
  }

  private static Line run(Session session, String statement) {
    try {
      boolean changed = session.run(statement).consume().counters().containsUpdates();
      return new Line(true, (changed ? "created: " : "there already: ") + statement);
    } catch (ClientException e) {
      return new Line(false, "refused: " + statement + " (" + e.getMessage() + ")");
    }
  }

  /** What {@link #install} would create, or what stands against it; changes nothing. */
  public List<Line> dryRun(Mappings mappings) {
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      SchemaLook look = new SchemaLook(session);
      List<Line> lines = new ArrayList<>();
      for (SchemaObject wanted : objects(mappings)) {
        boolean there = look.has(wanted) || look.other(wanted).isPresent();
        lines.add(planned(there, wanted.statement()));
      }
      TextIndex text = TextIndex.of(mappings);
      if (!text.labels().isEmpty()) {
        lines.add(planned(text.isThere(session), text.statement()));
      }
      return lines;
    }
  }

  private static Line planned(boolean there, String statement) {
    return new Line(true, (there ? "there already: " : "to create: ") + statement);
  }

  /** What is not in the graph as the mapping needs it, in words; changes nothing. */
  public List<String> gaps(Mappings mappings) {
    List<String> gaps = new ArrayList<>();
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      SchemaLook look = new SchemaLook(session);
      for (SchemaObject wanted : objects(mappings)) {
        gap(look, wanted).ifPresent(gaps::add);
      }
      TextIndex text = TextIndex.of(mappings);
      if (!text.labels().isEmpty() && !text.isThere(session)) {
        gaps.add(
            "the text index "
                + TextIndex.NAME
                + " is missing or has other labels; run install, or searching finds nothing new");
      }
    }
    return gaps;
  }

  private static Optional<String> gap(SchemaLook look, SchemaObject wanted) {
    if (look.has(wanted)) {
      String state = look.state(wanted);
      return state.equals("ONLINE")
          ? Optional.empty()
          : Optional.of(
              "the index of %s is %s; if it stays so, drop it and run install"
                  .formatted(wanted.name(), state));
    }
    return Optional.of(
        look.other(wanted)
            .map(
                other ->
                    "%s is the name of something else (%s); drop that, then run install"
                        .formatted(wanted.name(), other))
            .orElse(
                (wanted.kind() == SchemaObject.Kind.UNIQUE ? "constraint " : "index ")
                    + wanted.name()
                    + " is missing; run install"));
  }

  /** How many there must be. */
  public int size(Mappings mappings) {
    return objects(mappings).size() + (TextIndex.of(mappings).labels().isEmpty() ? 0 : 1);
  }

  /** In the order of the tables. */
  private static List<SchemaObject> objects(Mappings mappings) {
    List<SchemaObject> objects = new ArrayList<>();
    objects.add(new SchemaObject(Kind.UNIQUE, "SyncState", List.of("id")));
    for (TableMapping table : mappings.all()) {
      table.node().ifPresent(node -> objects.addAll(ofNode(node)));
      for (EdgeMapping edge : table.edges()) {
        if (!edge.key().isEmpty()) {
          objects.add(new SchemaObject(Kind.EDGE_INDEX, edge.type(), edge.key()));
        }
      }
    }
    return objects.stream().distinct().toList();
  }

  private static List<SchemaObject> ofNode(NodeMapping node) {
    List<SchemaObject> objects = new ArrayList<>();
    objects.add(new SchemaObject(Kind.UNIQUE, node.label(), node.keyProperties()));
    if (!node.fixed().isEmpty()) {
      objects.add(new SchemaObject(Kind.NODE_INDEX, node.label(), node.key()));
    }
    return objects;
  }
}
