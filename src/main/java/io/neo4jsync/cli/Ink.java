package io.neo4jsync.cli;

import picocli.CommandLine.Help.Ansi;

/** Colours, on a terminal only, and not where NO_COLOR is set. */
enum Ink {
  RED(31),
  GREEN(32),
  YELLOW(33),
  BOLD(1),
  FAINT(2);

  private final int code;

  Ink(int code) {
    this.code = code;
  }

  String on(String text) {
    return Ansi.AUTO.enabled() ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
