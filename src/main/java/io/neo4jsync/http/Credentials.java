package io.neo4jsync.http;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out who asks, by an API key or a JWT. A key comes as {@code Authorization: Bearer}, as
 * {@code X-API-Key}, or, from a browser, as password of Basic authentication with any user name; a
 * JWT as {@code Authorization: Bearer}. Its claim {@code role} (read, operate or ask) says what the
 * caller may do, and its claim {@code tenants} whose rows it may see; one that never ends is not
 * taken.
 */
final class Credentials {

  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final int LEEWAY_SECONDS = 30;

  private final Optional<ApiKeys> keys;
  private final Optional<JWTAuthOptions> tokens;

  private Credentials(Optional<ApiKeys> keys, Optional<JWTAuthOptions> tokens) {
    this.keys = keys;
    this.tokens = tokens;
  }

  static Credentials of(Settings settings) {
    String keysFile = settings.text("http.api.keys.file");
    return new Credentials(
        keysFile.isEmpty() ? Optional.empty() : Optional.of(ApiKeys.read(keysFile)),
        tokens(settings));
  }

  private static Optional<JWTAuthOptions> tokens(Settings settings) {
    String file = settings.text("http.jwt.key.file");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Buffer key;
    try {
      key = Buffer.buffer(Files.readString(Path.of(file)).strip());
    } catch (IOException | InvalidPathException e) {
      throw new SettingsException(
          "setting http.jwt.key.file (HTTP_JWT_KEY_FILE) names "
              + file
              + ", which cannot be read ("
              + e.getClass().getSimpleName()
              + ")");
    }
    JWTOptions rules = new JWTOptions().setLeeway(LEEWAY_SECONDS);
    if (!settings.text("http.jwt.issuer").isEmpty()) {
      rules.setIssuer(settings.text("http.jwt.issuer"));
    }
    if (!settings.names("http.jwt.audience").isEmpty()) {
      rules.setAudience(settings.names("http.jwt.audience"));
    }
    return Optional.of(
        new JWTAuthOptions()
            .setJWTOptions(rules)
            .addPubSecKey(
                new PubSecKeyOptions()
                    .setAlgorithm(settings.required("http.jwt.algorithm"))
                    .setBuffer(key)));
  }

  /** Whether there are any. */
  boolean isEmpty() {
    return keys.isEmpty() && tokens.isEmpty();
  }

  /**
   * What finds the caller of a request; fails when it shows no valid credential.
   *
   * @throws SettingsException when the key for JWTs is none of its algorithm
   */
  Function<HttpServerRequest, Future<Caller>> finder(Vertx vertx) {
    Optional<JWTAuth> jwt = tokens.map(options -> jwt(vertx, options));
    return request -> {
      Optional<String> shown = shown(request);
      Optional<Caller> byKey = shown.flatMap(key -> keys.flatMap(known -> known.caller(key)));
      if (byKey.isPresent()) {
        return Future.succeededFuture(byKey.get());
      }
      return shown
          .flatMap(token -> jwt.map(auth -> caller(auth, token)))
          .orElseGet(() -> Future.failedFuture("no valid credential"));
    };
  }

  private static Future<Caller> caller(JWTAuth auth, String token) {
    try {
      return auth.authenticate(new TokenCredentials(token))
          .compose(
              user ->
                  user.get("exp") == null
                      ? Future.failedFuture("a token that never ends")
                      : Future.succeededFuture(caller(user.principal())));
    } catch (RuntimeException e) {
      return Future.failedFuture(e); // claims of types that no valid token has
    }
  }

  private static JWTAuth jwt(Vertx vertx, JWTAuthOptions options) {
    try {
      return JWTAuth.create(vertx, options);
    } catch (RuntimeException e) {
      throw new SettingsException(
          "the file of setting http.jwt.key.file (HTTP_JWT_KEY_FILE) holds no key for the algorithm of"
              + " http.jwt.algorithm: for RS256 and ES256 it is the public key as PEM, for HS256 the secret");
    }
  }

  private static Optional<String> shown(HttpServerRequest request) {
    String key = request.getHeader("X-API-Key");
    if (key != null) {
      return Optional.of(key.strip());
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return Optional.empty();
    }
    if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(authorization.substring(BEARER.length()).strip());
    }
    if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return password(authorization.substring(BASIC.length()).strip());
    }
    return Optional.empty();
  }

  private static Optional<String> password(String basic) {
    try {
      String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The claim {@code tenants} (a list of ids, or one) binds a token to them, whatever its role; one
   * that has neither it nor a role of the sync's may ask for rows that belong to nobody.
   *
   * @throws RuntimeException when a claim has a type that it cannot have
   */
  private static Caller caller(JsonObject claims) {
    String name = String.valueOf(claims.getValue("sub", "token"));
    Object tenants = claims.getValue("tenants");
    Object role = claims.getValue("role");
    if (tenants == null && (Caller.OPERATE.equals(role) || Caller.READ.equals(role))) {
      return new Caller(name, role.toString(), Optional.empty());
    }
    if (tenants == null) {
      return new Caller(name, Caller.ASK, Optional.of(List.of()));
    }
    if (tenants.equals(Caller.ALL_TENANTS)) {
      return new Caller(name, Caller.ASK, Optional.empty());
    }
    List<?> ids = tenants instanceof JsonArray several ? several.getList() : List.of(tenants);
    return new Caller(name, Caller.ASK, Optional.of(ids.stream().map(String.class::cast).toList()));
  }
}
