package io.neo4jsync.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Keeps what a logger is told. */
public final class KeptLog extends AbstractAppender implements AutoCloseable {

  /**
   * @param batch the name of the batch it is about; null if none
   * @param text level and message
   */
  public record Line(String batch, String text) {}

  private final Logger logger;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  public KeptLog(String name) {
    super("kept " + name, null, null, true, Property.EMPTY_ARRAY);
    logger = (Logger) LogManager.getLogger(name);
    start();
    logger.addAppender(this);
  }

  @Override
  public void append(LogEvent event) {
    lines.add(
        new Line(
            event.getContextData().getValue("batch"),
            event.getLevel() + " " + event.getMessage().getFormattedMessage()));
  }

  public List<Line> lines() {
    return lines;
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
