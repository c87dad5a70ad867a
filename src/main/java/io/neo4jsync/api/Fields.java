package io.neo4jsync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.mapping.MappingRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members of a request's JSON object. */
final class Fields {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Map<String, Object> fields;

  private Fields(Map<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * Those of the body; none if there is no body.
   *
   * @throws RequestException when it is no JSON object
   */
  static Fields of(String body) {
    if (body == null || body.isBlank()) {
      return new Fields(Map.of());
    }
    try {
      Map<String, Object> fields = JSON.readValue(body, OBJECT);
      if (fields != null) {
        return new Fields(fields);
      }
    } catch (JsonProcessingException e) {
      // told below; its own message would show classes
    }
    throw RequestException.wrong("the body must be a JSON object, such as {}");
  }

  /** Refuses a member that would have no effect: a misspelt filter would mean everything. */
  void allow(String... names) {
    for (String name : fields.keySet()) {
      if (!Set.of(names).contains(name)) {
        throw RequestException.wrong(
            "the body has '" + name + "'; it may have " + String.join(", ", names));
      }
    }
  }

  String text(String name) {
    return value(name, String.class, "a text");
  }

  /** A table that a route maps. */
  String table(String name, MappingRegistry mappings) {
    String table = text(name);
    try {
      return table == null ? null : mappings.current().required(table).table();
    } catch (MappingException e) {
      throw RequestException.wrong(e.getMessage());
    }
  }

  Integer number(String name) {
    return value(name, Integer.class, "a whole number");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(value(name, Boolean.class, "true or false"));
  }

  List<String> texts(String name) {
    List<?> list = value(name, List.class, "a list of texts");
    if (list == null) {
      return null;
    }
    return list.stream()
        .map(
            item -> {
              if (item instanceof String text) {
                return text;
              }
              throw RequestException.wrong(name + " must be a list of texts");
            })
        .toList();
  }

  private <T> T value(String name, Class<T> type, String what) {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw RequestException.wrong(name + " must be " + what);
    }
    return type.cast(value);
  }
}
