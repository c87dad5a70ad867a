/** The benchmark: neo4j-sync beside what it is to be compared with, see bench/README.md. */
package io.neo4jsync.bench;
