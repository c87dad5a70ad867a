package io.neo4jsync.http;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationHandlerFactory;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * Makes Camel's two HTTP servers, each with a {@link Guard} that is in place before the first
 * connection is taken. Camel finds it in the registry.
 */
public final class GuardedServers extends DefaultMainHttpServerFactory {

  /** What tenants may ask; everything else shows rows of all of them. */
  private static final List<String> QUESTIONS =
      List.of("/api/v1/insights", "/api/v1/ontology", "/api/v1/openapi");

  private final Settings settings;
  private final Credentials credentials;
  private final RequestLimits limits;
  private final boolean control;

  /**
   * @throws SettingsException when a server can be reached from elsewhere and no credentials are
   *     set up, or what they are set to makes no sense
   */
  public GuardedServers(Settings settings) {
    this.settings = settings;
    credentials = Credentials.of(settings);
    limits = new RequestLimits(settings.number("http.requests.per.second", 1, 100_000));
    control = settings.flag("hawtio.control");
    // Jolokia has no other way in
    System.setProperty(
        "jolokia.policyLocation",
        control ? "classpath:/jolokia-control.xml" : "classpath:/jolokia-access.xml");
    for (String server : List.of("http", "management")) {
      Address address = Address.of(settings, server);
      if (!address.loopback() && credentials.isEmpty()) {
        throw new SettingsException(
            "setting "
                + server
                + ".host is '"
                + address.host()
                + "', which others can reach, and there are no credentials; set HTTP_API_KEYS_FILE or"
                + " HTTP_JWT_KEY_FILE (docs/operations.md, Access), or leave the host at 127.0.0.1");
      }
    }
  }

  /** Who is let in, in words. */
  public String access() {
    return credentials.isEmpty()
        ? "both addresses serve this machine alone, without credentials"
        : "both addresses ask for credentials";
  }

  @Override
  public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties properties) {
    MainHttpServer server = (MainHttpServer) super.newHttpServer(context, properties);
    protect(server.getConfiguration(), "http", null, null, null, QUESTIONS);
    // by this Camel finds the port that routes are to be served on
    context.getRegistry().bind("httpServerConfiguration", server.getConfiguration());
    return server;
  }

  @Override
  public Service newHttpManagementServer(
      CamelContext context, HttpManagementServerConfigurationProperties properties) {
    ManagementHttpServer server =
        (ManagementHttpServer) super.newHttpManagementServer(context, properties);
    protect(
        server.getConfiguration(),
        "management",
        settings.flag("management.health.open") ? properties.getHealthPath() : null,
        control ? null : Pages.JOLOKIA,
        control ? Pages.JOLOKIA : null,
        List.of());
    return server;
  }

  private void protect(
      VertxPlatformHttpServerConfiguration configuration,
      String server,
      String openHealth,
      String readingPosts,
      String operatorsOnly,
      List<String> questions) {
    Address.of(settings, server).requireFree(server);
    SSLContextParameters tls = tls();
    configuration.setSslContextParameters(tls);
    Guard.Rules rules =
        new Guard.Rules(
            credentials.isEmpty() && Address.of(settings, server).loopback(),
            openHealth,
            readingPosts,
            operatorsOnly,
            questions,
            tls != null);
    AuthenticationConfigEntry everything = new AuthenticationConfigEntry();
    everything.setPath("/*");
    everything.setAuthenticationProviderFactory(vertx -> new Finder(credentials.finder(vertx)));
    everything.setAuthenticationHandlerFactory(
        new AuthenticationHandlerFactory() {
          @Override
          public <T extends AuthenticationProvider>
              AuthenticationHandler createAuthenticationHandler(T provider) {
            return new Guard(rules, limits, ((Finder) provider).callers);
          }
        });
    AuthenticationConfig authentication = configuration.getAuthenticationConfig();
    authentication.getEntries().add(everything);
    authentication.setEnabled(true);
  }

  private SSLContextParameters tls() {
    String file = settings.text("http.tls.keystore");
    if (file.isEmpty()) {
      return null;
    }
    KeyStoreParameters store = new KeyStoreParameters();
    store.setResource("file:" + file);
    store.setPassword(settings.secret("http.tls.keystore.password"));
    KeyManagersParameters keys = new KeyManagersParameters();
    keys.setKeyStore(store);
    keys.setKeyPassword(settings.secret("http.tls.keystore.password"));
    SSLContextParameters tls = new SSLContextParameters();
    tls.setKeyManagers(keys);
    return tls;
  }

  /** Hands on what finds callers, where Camel asks for a provider of Vert.x. */
  private static final class Finder implements AuthenticationProvider {

    private final Function<HttpServerRequest, Future<Caller>> callers;

    Finder(Function<HttpServerRequest, Future<Caller>> callers) {
      this.callers = callers;
    }

    @Override
    @Deprecated
    public void authenticate(JsonObject credentials, Handler<AsyncResult<User>> handler) {
      throw new UnsupportedOperationException("the guard looks at requests itself");
    }
  }
}
