package io.neo4jsync.cli;

import io.neo4jsync.app.Explanation;
import io.neo4jsync.app.SyncParts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description = "Prints the Cypher that a table's route produces; needs no database.")
final class ExplainCommand extends PartsCommand {

  @Parameters(paramLabel = "TABLE", description = "Name of the table, for example org_roles.")
  private String table;

  @Override
  Needs needs() {
    return Needs.NOTHING;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    out().print(Explanation.of(parts, table));
    return 0;
  }
}
