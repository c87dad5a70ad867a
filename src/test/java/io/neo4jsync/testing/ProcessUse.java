package io.neo4jsync.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says of the memory and time of processes; 0 where it says nothing. */
public final class ProcessUse {

  private static final Pattern MOST_RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /** Of the fields behind the name in brackets, those of the time in user and kernel mode. */
  private static final int USER = 11;

  private static final int KERNEL = 12;

  /** What Linux counts in on all common machines. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessUse() {}

  /** The most memory the process has had, in megabytes. */
  public static long mostResident(long pid) {
    return megabytes(MOST_RESIDENT, pid);
  }

  /** The memory the process has now, in megabytes. */
  public static long resident(long pid) {
    return megabytes(RESIDENT, pid);
  }

  private static long megabytes(Pattern line, long pid) {
    Matcher found = line.matcher(read(pid, "status"));
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
  }

  /** Seconds of processor time since the process began. */
  public static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return fields.length <= KERNEL
        ? 0
        : (Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL])) / TICKS_PER_SECOND;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), file));
    } catch (IOException e) {
      return "";
    }
  }
}
