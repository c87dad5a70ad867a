package io.neo4jsync.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "insights",
    description = "Ranks, communities, similarities and islands of the graph.",
    subcommands = RefreshInsightsCommand.class)
final class InsightsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: insights refresh");
  }
}
