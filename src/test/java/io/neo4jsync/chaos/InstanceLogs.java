package io.neo4jsync.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all processes of one instance have logged, read as it grows. */
final class InstanceLogs {

  /** A line, and the file it stands in. */
  record Line(Path file, String text) {}

  private static final Pattern LEADS = Pattern.compile("This instance leads, epoch (\\d+)");

  private final List<Line> lines = new ArrayList<>();
  private Path file;
  private long position;
  private String begun = "";
  private long pid;
  private long epoch;
  private long pidOfEpoch;
  private int leads;

  /** A new process logs into this file. */
  synchronized void add(Path next, long process) {
    read();
    file = next;
    position = 0;
    begun = "";
    pid = process;
  }

  /** The newest epoch under which the process that runs now has led; 0 if it never did. */
  synchronized long epoch() {
    read();
    return pidOfEpoch == pid ? epoch : 0;
  }

  /** How often the instance came to lead. */
  synchronized int leads() {
    read();
    return leads;
  }

  /** The lines after so many. */
  synchronized List<Line> after(int count) {
    read();
    return List.copyOf(lines.subList(count, lines.size()));
  }

  /** The last line; empty if there is none. */
  synchronized String last() {
    read();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1).text();
  }

  /** How many lines there are. */
  synchronized int size() {
    read();
    return lines.size();
  }

  private void read() {
    if (file == null) {
      return;
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] more = new byte[(int) (log.length() - position)];
      log.seek(position);
      log.readFully(more);
      position += more.length;
      begun += new String(more, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int end = begun.lastIndexOf('\n') + 1;
    begun.substring(0, end).lines().forEach(this::line);
    begun = begun.substring(end);
  }

  private void line(String text) {
    lines.add(new Line(file, text));
    Matcher matcher = LEADS.matcher(text);
    if (matcher.find()) {
      epoch = Long.parseLong(matcher.group(1));
      pidOfEpoch = pid;
      leads++;
    }
  }
}
