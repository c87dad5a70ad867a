package io.neo4jsync.cli;

import io.neo4jsync.queue.Faults;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Without a command it runs the sync. */
@Command(
    name = "neo4j-sync",
    description = "Keeps a Neo4j graph equal to PostgreSQL tables.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "neo4j-sync 0.1.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:good", "1:failed", "2:wrong usage", "3:drift found"},
    footer = {
      "",
      "Settings: application.properties, or environment variables such as POSTGRES_URL and NEO4J_URI."
    },
    subcommands = {
      RunCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      ProcessQueueCommand.class,
      FullSyncCommand.class,
      VerifyCommand.class,
      RetryFailedCommand.class,
      StatusCommand.class,
      InsightsCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      CompletionCommand.class
    })
public final class SyncCommand implements Runnable {

  static final int FAILED = 1;
  static final int DRIFT = 3;

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  private SyncCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs a command; returns its exit code. */
  public static int execute(String... arguments) {
    if (arguments.length > 0 && !arguments[0].equals("run")) {
      // what a command prints is its answer; what it logs must not stand in between
      System.setProperty("log.target", "SYSTEM_ERR");
      System.setProperty("log.level", "warn");
    }
    if ("json".equalsIgnoreCase(System.getenv("LOG_FORMAT"))) {
      System.setProperty("log4j2.configurationFile", "log4j2.properties,log4j2-json.properties");
    }
    return execute(
        System.getenv(),
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true),
        arguments);
  }

  /** The same with another environment, and with other ends for what it prints. */
  public static int execute(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new SyncCommand(environment)).setOut(out).setErr(err);
    line.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command
              .getErr()
              .println(command.getColorScheme().errorText("neo4j-sync: " + Faults.text(exception)));
          return FAILED;
        });
    return line.execute(arguments.length == 0 ? new String[] {"run"} : arguments);
  }

  /** The environment that the command is to take settings from. */
  static Map<String, String> environment(CommandSpec command) {
    return ((SyncCommand) command.root().userObject()).environment;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}
