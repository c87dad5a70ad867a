package io.neo4jsync.insights;

import io.neo4jsync.api.RequestException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.neo4j.driver.Record;

/** Asks a question with what a request says. */
final class Asking {

  private final Path folder;
  private final GraphReader reader;

  Asking(Path folder, GraphReader reader) {
    this.folder = folder;
    this.reader = reader;
  }

  /** The answer as an object. */
  Map<String, Object> ask(String name, Message request) {
    Question question = Question.read(folder, name);
    Access access = Access.of(request);
    Map<String, Object> parameters = parameters(question, access, request);
    List<Record> records =
        question.answers() == Question.Answers.PATH
            ? new Paths(reader, question.cypher()).cheapest(parameters)
            : reader.read(question.cypher(), parameters);
    return answer(question, parameters, records);
  }

  private Map<String, Object> parameters(Question question, Access access, Message request) {
    Vocabulary vocabulary = reader.vocabulary();
    Map<String, Object> parameters = new HashMap<>(access.parameters());
    parameters.put("mapped_labels", List.copyOf(vocabulary.labels()));
    for (Parameter parameter : question.parameters()) {
      parameters.put(
          parameter.name(), parameter.value(request.getHeader(parameter.name()), vocabulary));
    }
    if (question.isOfScope()) {
      parameters.put("scope", access.scope());
    }
    if (!question.cursor().isEmpty()) {
      parameters.put(
          Question.AFTER,
          Cursor.read(request.getHeader("cursor", String.class), question.cursor().size()));
    }
    return parameters;
  }

  private Map<String, Object> answer(
      Question question, Map<String, Object> parameters, List<Record> records) {
    Rendering rendering =
        new Rendering(reader.vocabulary(), Boolean.TRUE.equals(parameters.get("everything")));
    if (question.answers() == Question.Answers.LIST) {
      Map<String, Object> list = new LinkedHashMap<>();
      list.put("items", records.stream().map(rendering::object).toList());
      if (!question.cursor().isEmpty()) {
        boolean full = Long.valueOf(records.size()).equals(parameters.get("limit"));
        list.put(
            "next", full ? Cursor.after(records.get(records.size() - 1), question.cursor()) : null);
      }
      return list;
    }
    if (records.isEmpty()) {
      throw RequestException.notFound(
          "what was asked about is not there, or not for these credentials to see");
    }
    return question.answers() == Question.Answers.ONE
        ? rendering.object(records.get(0))
        : rendering.graph(records.get(0));
  }
}
