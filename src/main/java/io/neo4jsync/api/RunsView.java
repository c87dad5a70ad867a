package io.neo4jsync.api;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.fullsync.Runs.Requested;
import io.neo4jsync.mapping.MappingRegistry;
import io.vertx.ext.auth.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.EmptyResultDataAccessException;

/** Full syncs: start, follow, cancel. */
public final class RunsView {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.api");
  private static final int PAGE = 20;
  private static final int LARGEST_PAGE = 200;

  private final Runs runs;
  private final MappingRegistry mappings;

  public RunsView(Runs runs, MappingRegistry mappings) {
    this.runs = runs;
    this.mappings = mappings;
  }

  /** The newest. */
  public Map<String, Object> list(@Header("limit") Integer limit) {
    List<Map<String, Object>> newest = runs.latest(Limits.page(limit, PAGE, LARGEST_PAGE));
    return Map.of("runs", newest.stream().map(RunsView::readable).toList());
  }

  public Map<String, Object> get(@Header("id") Long id) {
    try {
      return readable(runs.status(id));
    } catch (EmptyResultDataAccessException e) {
      throw RequestException.notFound("there is no run " + id);
    }
  }

  /** Asks for one; the leader begins it after the batch under way. */
  public Map<String, Object> request(@Body String body, @Header(Requester.HEADER) User user) {
    Fields fields = Fields.of(body);
    fields.allow("entity", "tenantId", "dryRun", "allowPrune");
    String table = fields.table("entity", mappings);
    String tenant = fields.text("tenantId");
    if (table != null && tenant != null) {
      throw RequestException.wrong("a run is for a table or for a tenant, not for both");
    }
    Requested requested =
        runs.request(
            new Request(
                new RunScope(tenant, table),
                fields.flag("dryRun"),
                fields.flag("allowPrune"),
                0,
                Requester.name(user)));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", requested.id());
    answer.put("joined", requested.joined());
    return answer;
  }

  /** Asks one to stop after the chunk under way. */
  public Map<String, Object> cancel(@Header("id") Long id, @Header(Requester.HEADER) User user) {
    get(id);
    runs.cancel(id);
    LOG.info("Run {} asked to stop by {}", id, Requester.name(user));
    return get(id);
  }

  private static Map<String, Object> readable(Map<String, Object> row) {
    return JsonColumn.read(row, "tables");
  }
}
