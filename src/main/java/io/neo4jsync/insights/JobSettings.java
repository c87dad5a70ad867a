package io.neo4jsync.insights;

import io.neo4jsync.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The settings of the jobs.
 *
 * @param folder of their Cypher
 * @param cluster instances of the same name compute one at a time
 * @param megabytes of Neo4j's heap that a step may take; empty: what is free
 * @param sample nodes that betweenness is computed from at most
 * @param similar relationships SIMILAR_TO of a node at most
 * @param least their least Jaccard index
 * @param timeout of a step
 */
record JobSettings(
    Path folder,
    String cluster,
    OptionalInt megabytes,
    int sample,
    int similar,
    double least,
    Duration timeout) {

  static JobSettings of(Settings settings) {
    return new JobSettings(
        Path.of(settings.required("insights.cypher")).resolve("jobs"),
        settings.required("sync.cluster"),
        settings.optionalNumber("insights.memory.megabytes", 1, 10_000_000),
        settings.number("insights.betweenness.nodes", 1, 10_000_000),
        settings.number("insights.similar.count", 1, 1_000),
        settings.percent("insights.similar.least.percent") / 100,
        settings.seconds("insights.job.seconds"));
  }
}
