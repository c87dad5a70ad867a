package io.neo4jsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.Chunk;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.queue.EntityChanges;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the routes ask of their bodies must be one method: of {@code x()} and {@code getX()} Camel
 * takes neither if the JVM happens to list them in the wrong order.
 */
class RouteBodiesTest {

  @ParameterizedTest
  @ValueSource(classes = {EntityChanges.class, ChangeBatch.class, Chunk.class})
  void eachPropertyHasOneAccessor(Class<?> body) {
    List<String> properties =
        Arrays.stream(body.getMethods())
            .filter(method -> method.getParameterCount() == 0)
            .filter(method -> method.getDeclaringClass() != Object.class)
            .filter(method -> !method.isBridge())
            .map(Method::getName)
            .map(name -> Introspector.decapitalize(name.replaceFirst("^(get|is)(?=[A-Z])", "")))
            .collect(Collectors.toList());
    assertThat(properties).isNotEmpty().doesNotHaveDuplicates();
  }
}
