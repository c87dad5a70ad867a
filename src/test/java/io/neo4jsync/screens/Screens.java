package io.neo4jsync.screens;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.RunningSync;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;
import org.neo4j.dbms.api.DatabaseManagementService;

/**
 * Shows the status page and Hawtio in a browser, in the states an operator meets them in, checks
 * what they say, and takes pictures: {@code mvnw -Pscreens}. Takes Chromium, or the browser that
 * {@code BROWSER} names.
 */
final class Screens {

  private static final String TEXT = "document.getElementById('%s').textContent";

  private final Path pictures;
  private final Browser browser;
  private final Connection connection;
  private final RunningSync sync;
  private final String page;
  private final String hawtio;

  private Screens(
      Path pictures, Browser browser, Connection connection, RunningSync sync, int http, int jmx) {
    this.pictures = pictures;
    this.browser = browser;
    this.connection = connection;
    this.sync = sync;
    this.page = "http://127.0.0.1:" + http + "/";
    this.hawtio = "http://127.0.0.1:" + jmx + "/hawtio/";
  }

  public static void main(String[] arguments) throws Exception {
    Path pictures = Path.of(arguments.length > 0 ? arguments[0] : "target/screens");
    Path folder = Files.createTempDirectory("screens");
    int bolt = Processes.freePort();
    int http = Processes.freePort();
    int jmx = Processes.freePort();
    DatabaseManagementService neo4j = Databases.ownNeo4j(folder.resolve("neo4j"), bolt).build();
    String url = Databases.newDatabase();
    try (Connection connection = Databases.connect(url);
        Browser browser =
            new Browser(executable(), Files.createDirectory(folder.resolve("profile")));
        RunningSync sync =
            RunningSync.on(
                url,
                "neo4j.uri",
                "bolt://127.0.0.1:" + bolt,
                "camel.management.enabled",
                "true",
                "camel.server.enabled",
                "true",
                "http.port",
                String.valueOf(http),
                "management.port",
                String.valueOf(jmx),
                "camel.main.jmx-management-name-pattern",
                "neo4j-sync",
                "sync.batch.size",
                "100",
                "sync.full.chunk.size",
                "100")) {
      Screens screens = new Screens(pictures, browser, connection, sync, http, jmx);
      screens.sql(Files.readString(Path.of("demo", "schema.sql")));
      sync.install();
      sync.start();
      screens.statusPage();
      screens.graph();
      screens.hawtio();
      screens.neo4jDown(neo4j);
    } catch (Throwable e) {
      e.printStackTrace();
      // threads of databases and browser would keep the process alive
      System.exit(1);
    } finally {
      neo4j.shutdown();
    }
    System.exit(0);
  }

  private static String executable() {
    return Optional.ofNullable(System.getenv("BROWSER"))
        .or(
            () ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .flatMap(
                        name ->
                            Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                                .map(folder -> Path.of(folder, name)))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst())
        .orElseThrow(
            () -> new IllegalStateException("there is no Chromium; install it or set BROWSER"));
  }

  private void sql(String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void statusPage() throws Exception {
    browser.size(1200, 900);
    browser.scheme("light");
    browser.open(page);
    browser.await(TEXT.formatted("state") + " === 'all is in the graph'");
    browser.await("document.querySelectorAll('#tables tr').length === 21");
    picture("status-empty");

    sql(Files.readString(Path.of("demo", "ontology.sql")));
    sql(
        "INSERT INTO tools (name, slug) SELECT 'tool ' || n, 'tool-' || n FROM generate_series(1, 20000) n");
    browser.await(TEXT.formatted("state") + " === 'busy'");
    browser.await("Number(" + TEXT.formatted("rate") + ".replaceAll(',', '')) > 100");
    picture("status-busy");
    sync.drain();
    browser.await(TEXT.formatted("state") + " === 'all is in the graph'");

    browser.value("document.getElementById('start-run').click()");
    browser.await(TEXT.formatted("state") + " === 'full sync under way'");
    browser.await("document.getElementById('run-progress').value > 0.1");
    picture("status-full-sync");
    browser.await("document.querySelector('#runs tr td:nth-child(3)').textContent === 'completed'");

    failedRows();
  }

  /**
   * By keyboard as far as it goes: the drawing itself is for the eye, and what it shows is beside
   * it.
   */
  private void graph() throws Exception {
    RunningSync.awaitTextIndex(sync.parts().driver());
    browser.size(1400, 900);
    browser.open(page + "graph.html");
    browser.await("document.readyState === 'complete'");
    browser.value("document.getElementById('words').focus()");
    browser.value("document.getElementById('words').value = 'manager'");
    browser.press("Enter");
    browser.await("document.querySelectorAll('#found button').length > 1");
    browser.value("document.getElementById('depth').value = '2'");
    browser.value("document.querySelector('#found button').focus()");
    browser.press("Enter");
    browser.await(TEXT.formatted("picture-title") + ".startsWith('Around ')");
    browser.await("document.querySelectorAll('#picture canvas').length === 3");
    browser.await("document.querySelectorAll('#related button').length > 1");
    assertThat(browser.value(TEXT.formatted("shown")).asText())
        .matches("[1-9][0-9,]+ nodes, [1-9][0-9,]+ relationships");
    assertThat(browser.value(TEXT.formatted("legend")).asText()).contains("Role", "Department");
    picture("graph-around");

    browser.value("document.getElementById('show-communities').click()");
    browser.await(TEXT.formatted("picture-title") + ".startsWith('Communities')");
    browser.await("document.querySelectorAll('#related button').length > 1");
    browser.value("document.querySelector('#related button').click()");
    browser.await("document.querySelector('#related .kind').textContent === 'Role'");
    browser.scheme("dark");
    browser.value("document.getElementById('show-communities').click()");
    browser.await("document.querySelector('#related .kind').textContent !== 'Role'");
    picture("graph-communities");
    browser.size(400, 850);
    assertThat(browser.value("document.documentElement.scrollWidth <= 400").asBoolean())
        .as("nothing is cut off on a phone")
        .isTrue();
    browser.scheme("light");
    browser.size(1200, 900);
  }

  private void failedRows() throws Exception {
    sql(
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
        SELECT 'org_roles', gen_random_uuid(), 'UPDATE',
               jsonb_build_object('id', gen_random_uuid(), 'name', 'Role ' || n, 'api_token', 'hidden', 'department_id', 'not a uuid')
          FROM generate_series(1, 3) n""");
    sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('org_rolls', gen_random_uuid(), 'UPDATE')");
    sync.drain();
    long failed = sync.queue().count("failed");
    assertThat(failed).isGreaterThan(1);
    browser.await(TEXT.formatted("failed") + " === '" + failed + "'");
    assertThat(browser.value(TEXT.formatted("state")).asText()).isEqualTo("events have failed");
    browser.await("document.querySelectorAll('.reason').length > 1");
    browser.value("document.querySelector('.reason button').click()");
    browser.await("document.querySelectorAll('#failed-events li').length > 0");
    browser.value("document.querySelector('#failed-events button').click()");
    browser.await("!document.querySelector('#failed-events pre').hidden");
    browser.value("document.getElementById('failed-title').scrollIntoView()");
    picture("status-failed");
    assertThat(browser.value("document.body.textContent").asText()).doesNotContain("hidden\"");

    // by keyboard alone: to the first Retry of an event
    browser.value("document.querySelector('#failed-events button').focus()");
    browser.press("Tab");
    assertThat(browser.value("document.activeElement.textContent").asText()).isEqualTo("Retry");
    long attempts = attempts();
    browser.press("Enter");
    browser.await(TEXT.formatted("said") + ".includes('back in the queue')");
    sync.drain();
    assertThat(attempts()).as("one more attempt than before").isEqualTo(attempts + 1);
    browser.scheme("dark");
    browser.size(400, 850);
    browser.value("window.scrollTo(0, 0)");
    assertThat(browser.value("document.documentElement.scrollWidth <= 400").asBoolean())
        .as("nothing is cut off on a phone")
        .isTrue();
    picture("status-phone");
    browser.scheme("light");
    browser.size(1200, 900);
    sql("DELETE FROM neo4j_sync_queue WHERE status = 'failed'");
  }

  private long attempts() throws Exception {
    try (Statement statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT sum(attempts) FROM neo4j_sync_queue WHERE status = 'failed'")) {
      result.next();
      return result.getLong(1);
    }
  }

  private void neo4jDown(DatabaseManagementService neo4j) throws Exception {
    browser.open(page);
    browser.size(1200, 900);
    browser.await(TEXT.formatted("state") + " === 'all is in the graph'");
    neo4j.shutdown();
    sql("UPDATE tools SET name = name || '.' WHERE slug IN ('tool-1', 'tool-2')");
    browser.await(TEXT.formatted("state") + " === 'paused'");
    assertThat(browser.value(TEXT.formatted("fault")).asText())
        .contains("Neo4j", "goes on by itself");
    assertThat(sync.queue().count("failed")).isZero();
    picture("status-neo4j-down");
  }

  private void hawtio() throws Exception {
    browser.size(1400, 900);
    browser.open(hawtio + "camel/routes");
    browser.await("document.body.innerText.includes('neo4j-sync')");
    click("routes");
    browser.await("document.querySelectorAll('table tbody tr').length > 10");
    picture("hawtio-routes");
    click("Expand all");
    click("process-batch");
    click("Route Diagram");
    browser.await("document.querySelectorAll('.react-flow__node').length > 3");
    browser.await("document.querySelector('.react-flow').innerText.includes('remember-batch')");
    browser.await("/\\b[0-9]{3}\\b/.test(document.querySelector('.react-flow').innerText)");
    picture("hawtio-diagram");
    assertThat(stopByJolokia()).contains("\"status\":403");
  }

  /** Clicks the first thing that has this text and nothing else. */
  private void click(String text) {
    String found =
        "[...document.querySelectorAll('button, a, span, label')].find(e => e.textContent.trim() === '%s')"
            .formatted(text);
    browser.await("!!" + found);
    browser.value(found + ".click()");
  }

  private String stopByJolokia() throws Exception {
    String request =
        "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=neo4j-sync,type=routes,name=\\\"queue-poll\\\"\",\"operation\":\"stop()\"}";
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(hawtio + "jolokia/"))
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void picture(String name) throws Exception {
    browser.picture(pictures.resolve(name + ".png"));
    assertThat(browser.complaints()).as(name).isEmpty();
    System.out.println("seen: " + name);
  }
}
