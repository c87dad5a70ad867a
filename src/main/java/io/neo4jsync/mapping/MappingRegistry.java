package io.neo4jsync.mapping;

import java.util.List;
import org.apache.camel.CamelContext;

/** Holds the mapping in force. Read anew whenever routes are loaded or reloaded. */
public final class MappingRegistry {

  private volatile Mappings current = new Mappings(List.of());

  public Mappings current() {
    return current;
  }

  /** Reads the mapping from the context's routes; on a fault the mapping in force stays. */
  public Mappings refresh(CamelContext context) {
    current = MappingReader.read(context);
    return current;
  }
}
