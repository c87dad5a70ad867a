/**
 * Turns the columns of a PostgreSQL row, captured as {@code to_jsonb(row)}, into values that Neo4j
 * stores as properties. Nothing is rounded and nothing is dropped silently; {@code docs/values.md}
 * has the rules.
 */
package io.neo4jsync.value;
