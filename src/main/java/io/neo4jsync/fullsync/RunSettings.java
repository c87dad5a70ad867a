package io.neo4jsync.fullsync;

import java.util.List;

/** How chunks are cut, and what may be removed. */
public record RunSettings(
    int batchSize, int chunkSize, List<String> order, double pruneLimitPercent) {}
