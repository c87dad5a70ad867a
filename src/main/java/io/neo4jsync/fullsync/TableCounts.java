package io.neo4jsync.fullsync;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.neo4jsync.graph.GraphBatch;
import java.util.ArrayList;
import java.util.List;

/** What a run has done with one table; kept as JSON with the run. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
final class TableCounts {

  private static final int SAMPLES = 5;

  /** Rows read from the source. */
  long read;

  /** Rows that differed from the graph and were written. */
  long written;

  /** Rows the graph had already. */
  long unchanged;

  /** Nodes and relationships that were removed. */
  long pruned;

  /** Rows left to the queue. */
  long queued;

  /** Nodes or relationships of the table in the graph, as last counted. */
  long inGraph;

  /** Those of them that the source does not have, as last counted. */
  long extra;

  /** Some of the keys of those. */
  List<String> sample = new ArrayList<>();

  /** Adds what a chunk has done. */
  void add(Chunk chunk) {
    switch (chunk.step().kind()) {
      case LOAD -> {
        GraphBatch batch = chunk.graphBatch();
        written += batch.written();
        batch.sample().stream()
            .limit(SAMPLES - differences.size())
            .forEach(difference -> differences.add(clean(difference.toString())));
        if (chunk.step().isFirstLook()) {
          read += chunk.looked();
          queued += chunk.leftToQueue();
          unchanged += chunk.getSize() - batch.written();
        }
      }
      case PRUNE -> pruned += chunk.getSize();
      case STRAYS -> pruned += chunk.looked();
      default -> {}
    }
  }

  /** As PostgreSQL can keep it: its JSON holds no NUL. */
  static String clean(String text) {
    return text.replace('\0', '?');
  }

  /** Some of the differences of the rows written. */
  List<String> differences = new ArrayList<>();
}
