package io.neo4jsync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.queue.Faults;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.util.ObjectHelper;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API answers when a request cannot be served, as RFC 9457 has it. */
public final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.api");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Sets the HTTP status and returns the body. */
  public String answer(Exchange exchange) throws JsonProcessingException {
    Throwable caught = Faults.caught(exchange);
    int status = status(caught);
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    problem.put("status", status);
    problem.put("detail", detail(status, caught));
    return JSON.writeValueAsString(problem);
  }

  private static int status(Throwable caught) {
    RequestException request = ObjectHelper.getException(RequestException.class, caught);
    if (request != null) {
      return request.status();
    }
    if (ObjectHelper.getException(TypeConversionException.class, caught) != null
        || ObjectHelper.getException(NoTypeConversionAvailableException.class, caught) != null
        || ObjectHelper.getException(IllegalArgumentException.class, caught) != null) {
      return 400;
    }
    Neo4jException graph = ObjectHelper.getException(Neo4jException.class, caught);
    return ObjectHelper.getException(SQLException.class, caught) != null
            || graph != null && !isOurs(graph)
        ? 503
        : 500;
  }

  /** Cypher that Neo4j does not understand. */
  private static boolean isOurs(Neo4jException graph) {
    return graph.code() != null && graph.code().startsWith("Neo.ClientError.Statement");
  }

  /** Only what was meant for the caller; the rest is in the log. */
  private static String detail(int status, Throwable caught) {
    if (status == 503) {
      LOG.warn("A request could not be served: {}", Faults.text(caught));
      return "a database does not answer; /observe/health on the management port says which";
    }
    if (status == 500) {
      LOG.error("A request could not be served", caught);
      return "this is a fault of neo4j-sync; its log says more";
    }
    // a parameter that is there twice is a list
    NoTypeConversionAvailableException several =
        ObjectHelper.getException(NoTypeConversionAvailableException.class, caught);
    if (several != null) {
      return isNo(several.getValue(), several.getToType());
    }
    TypeConversionException conversion =
        ObjectHelper.getException(TypeConversionException.class, caught);
    return conversion == null
        ? Faults.root(caught).getMessage()
        : isNo(conversion.getValue(), conversion.getToType());
  }

  private static String isNo(Object value, Class<?> type) {
    return "'" + value + "' is no " + type.getSimpleName();
  }
}
