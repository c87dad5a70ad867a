package io.neo4jsync.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.value.ColumnType.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large row gives the same values as a small one. */
class LargeRowTest {

  private static final String ROW =
      """
      {"id": "a", "no": null, "yes": true, "int": -9223372036854775808, "dec": 1.50, "exp": 1e-7, \
      "empty": "", "text": "tab\\t quote\\" back\\\\ slash/ line\\n \\b\\f\\r \\u0001 é € \uD83D\uDE00", \
      "last": "\\\\", "key \\"quoted\\"": 7, "list": ["a", "b]", "\\"}"], "none": [], \
      "nested": [[1, 2], [3, 4]], "document": {"b": [1, {"c": "}]"}], "a": "\\\\\\""}, "void": {}}""";

  @Test
  void givesTheSameValuesAsASmallOne() {
    JsonNode small = RowJson.parse(ROW);
    JsonNode large = RowJson.large(ROW);
    assertThat(large.fieldNames()).toIterable().containsExactlyElementsOf(small::fieldNames);
    for (String column : (Iterable<String>) small::fieldNames) {
      for (ColumnType type : types(small.get(column))) {
        assertThat(Values.toGraph(large.get(column), type))
            .as("%s as %s", column, type)
            .isEqualTo(Values.toGraph(small.get(column), type));
      }
    }
  }

  private static List<ColumnType> types(JsonNode value) {
    ColumnType json = ColumnType.of("jsonb", Kind.JSON);
    ColumnType text = ColumnType.of("text", Kind.TEXT);
    if (value.isArray()) {
      return List.of(json, text, ColumnType.arrayOf(text), ColumnType.arrayOf(json));
    }
    return value.isObject()
        ? List.of(json, text, ColumnType.of("pair", Kind.COMPOSITE))
        : List.of(json, text);
  }

  @Test
  void aValueOfUnknownTypeGoesByItsShape() {
    for (String column : (Iterable<String>) RowJson.parse(ROW)::fieldNames) {
      assertThat(Values.toGraph(RowJson.large(ROW).get(column), null))
          .as(column)
          .isEqualTo(Values.toGraph(RowJson.parse(ROW).get(column), null));
    }
  }

  @Test
  void textsAndDocumentsOfManyMegabytesPass() {
    String text = "0123456789 \\n".repeat(500_000);
    String document = "[" + "{\"a\": 1}, ".repeat(500_000) + "0]";
    JsonNode row = RowJson.row("{\"t\": \"" + text + "\", \"d\": " + document + ", \"n\": 1}");
    assertThat(row.get("t").textValue()).isEqualTo("0123456789 \n".repeat(500_000));
    assertThat(Values.toGraph(row.get("d"), ColumnType.of("jsonb", Kind.JSON))).isEqualTo(document);
    assertThat(row.get("n").intValue()).isEqualTo(1);
  }

  @Test
  void refusesMoreValuesThanTheHeapCarries() {
    RawJson list = new RawJson("[" + "\"a\", ".repeat(9_999) + "{\"b\": null}]");
    assertThatThrownBy(() -> list.parsed(2_500_000))
        .isInstanceOf(ValueException.class)
        .hasMessage(
            "it has 10002 values, too many for a heap of 2 MB; with -Xmx3m or more they pass, after retry-failed");
    assertThat(list.parsed(2_500_500)).hasSize(10_000);
  }

  @Test
  void anArrayIsNoCompositeValue() {
    JsonNode list = RowJson.large(ROW).get("list");
    assertThatThrownBy(() -> Values.toGraph(list, ColumnType.of("pair", Kind.COMPOSITE)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("does not fit the type pair");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": \"b", "{\"a\": [1", "{\"a\" 1}", "", "[1, 2"})
  void refusesMalformedRows(String json) {
    assertThatThrownBy(() -> RowJson.large(json))
        .isInstanceOf(ValueException.class)
        .hasMessageStartingWith("the row is not valid JSON: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2]", "\"text\"", "7"})
  void whatIsNoObjectIsParsedLikeASmallOne(String json) {
    assertThat(RowJson.large(json)).isEqualTo(RowJson.parse(json));
  }
}
