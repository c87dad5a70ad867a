package io.neo4jsync.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Prints a script by which bash and zsh complete commands and options.",
      "They complete the word neo4j-sync, so give the jar that name first."
    },
    footer = {
      "",
      "For ~/.bashrc or ~/.zshrc (zsh needs: autoload -U +X bashcompinit && bashcompinit):",
      "  alias neo4j-sync='java -jar /where/it/is/neo4j-sync.jar'",
      "  source <(neo4j-sync completion)"
    })
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(root.getCommandName(), root));
    out.flush();
  }
}
