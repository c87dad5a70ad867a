package io.neo4jsync.app;

import io.neo4jsync.health.StartCheck;
import io.neo4jsync.http.AnswerHeaders;
import io.neo4jsync.http.DeafEngine;
import io.neo4jsync.http.GuardedServers;
import io.neo4jsync.http.Pages;
import io.neo4jsync.http.StartPath;
import io.neo4jsync.management.SharedMBeans;
import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import java.text.ParseException;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.quartz.CronExpression;

/** Puts routes, parts and settings together into a Camel Main. */
public final class SyncApplication {

  /** The route files inside the routes folder. */
  public static final String ROUTE_FILES = "**/*.camel.yaml";

  /** A schedule the route can be built with while it is switched off. */
  private static final String NEVER = "0 0 0 1 1 ? 2099";

  private SyncApplication() {}

  /** A Camel Main that is ready to run; stopping it does not close the parts. */
  public static Main main(SyncParts parts) {
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    properties(parts)
        .forEach((key, value) -> main.addOverrideProperty((String) key, (String) value));
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport support) {
            addTo(support.getCamelContext(), parts);
          }

          @Override
          public void afterConfigure(BaseMainSupport support) {
            parts.mappings().refresh(support.getCamelContext());
          }
        });
    return main;
  }

  private static void addTo(CamelContext context, SyncParts parts) {
    try {
      SharedMBeans.in(context);
      parts.addTo(context);
      context.addService(new SafeRouteReload(parts));
      Tracing.addTo(context, parts.settings());
      if (parts.settings().flag("camel.management.enabled")) {
        StartCheck check =
            new StartCheck(
                parts.driver(), parts.database(), parts.settings().shownAddress("neo4j.uri"));
        context.getRegistry().bind("startHealth", check);
        context.addStartupListener(
            (starting, already) -> {
              StartPath.add(starting);
              check.begin();
            });
      }
      if (parts.settings().flag("camel.server.enabled")) {
        context.getRegistry().bind("httpServers", new GuardedServers(parts.settings()));
        AnswerHeaders.in(context);
        context.addStartupListener((started, already) -> Pages.add(started));
      } else {
        DeafEngine.in(context.getRegistry());
      }
    } catch (Exception e) {
      throw new IllegalStateException(
          "the application's services cannot be added: " + e.getMessage(), e);
    }
  }

  /** The settings, and what follows from them, as the routes' placeholders and Camel's options. */
  static Properties properties(SyncParts parts) {
    Settings settings = parts.settings();
    Properties properties = settings.asProperties();
    properties.setProperty("sync.worker", parts.workerName());
    properties.setProperty(
        "sync.interval.millis",
        String.valueOf(settings.seconds("sync.interval.seconds").toMillis()));
    schedule(properties, settings, "sync.full");
    schedule(properties, settings, "insights");
    properties.setProperty(
        "insights.after.full.sync", String.valueOf(settings.flag("insights.after.full.sync")));
    RowLimits limits = RowLimits.of(settings);
    properties.setProperty("sync.batch.bytes", String.valueOf(limits.batch()));
    properties.setProperty("sync.row.bytes", String.valueOf(limits.row()));
    properties.setProperty(
        "sync.batch.size", String.valueOf(settings.number("sync.batch.size", 1, 100_000)));
    properties.setProperty(
        "sync.retention.step",
        String.valueOf(settings.number("sync.retention.step", 1, 1_000_000)));
    properties.setProperty(
        "sync.retention.hours", String.valueOf(settings.hours("sync.retention.hours")));
    Tracing.properties(settings).forEach(properties::setProperty);
    properties.setProperty("sync.cluster", settings.required("sync.cluster"));
    properties.setProperty("neo4j.database", settings.required("neo4j.database"));
    properties.setProperty(
        "camel.main.routes-include-pattern", "file:" + settings.routes() + "/" + ROUTE_FILES);
    return properties;
  }

  /** From {@code key.cron}: {@code key.schedule}, and whether it is {@code key.scheduled}. */
  private static void schedule(Properties properties, Settings settings, String key) {
    String schedule = settings.read(key + ".cron", cron -> schedule(key + ".cron", cron));
    properties.setProperty(key + ".scheduled", String.valueOf(!schedule.equals(NEVER)));
    properties.setProperty(key + ".schedule", schedule);
  }

  private static String schedule(String key, String cron) {
    if (cron.isEmpty()) {
      return NEVER;
    }
    try {
      CronExpression.validateExpression(cron);
      return cron;
    } catch (ParseException e) {
      throw new SettingsException(
          "setting "
              + key
              + " is '"
              + cron
              + "'; it takes a Quartz cron expression such as 0 0 3 ? * SUN: "
              + e.getMessage(),
          e);
    }
  }
}
