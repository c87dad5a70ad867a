# syntax=docker/dockerfile:1

# The image of neo4j-sync: a Java runtime, the jar and its libraries. docs/container.md says how to run it.
ARG JDK_IMAGE=eclipse-temurin:17-jdk-noble
ARG JRE_IMAGE=eclipse-temurin:17-jre-noble

# The libraries follow from pom.xml alone, so this layer stays as it is until pom.xml changes.
FROM ${JDK_IMAGE} AS libraries
# Options for Maven, for example --settings of a mirror.
ARG MAVEN_ARGS=
ENV MAVEN_USER_HOME=/m2
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN --mount=type=cache,target=/m2 bash mvnw -q -B -Dmaven.repo.local=/m2/repository dependency:copy-dependencies@lib

# The jar. Tests and the format of the source are the business of ./mvnw verify.
FROM libraries AS jar
COPY src/main src/main
COPY sql sql
COPY application.properties ./
RUN --mount=type=cache,target=/m2 \
    bash mvnw -q -B -Dmaven.repo.local=/m2/repository -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM ${JRE_IMAGE}
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="neo4j-sync" \
      org.opencontainers.image.description="Keeps a Neo4j graph equal to PostgreSQL tables." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Everything below belongs to root and is only read; the process needs no file of its own but in /tmp.
WORKDIR /app
COPY --from=libraries /build/target/lib lib
COPY --from=jar /build/target/neo4j-sync.jar ./
# An archive of the classes that a start loads. It fits this JVM and these files; with others Java starts without it.
RUN --mount=type=bind,source=routes,target=/app/routes \
    java -XX:ArchiveClassesAtExit=neo4j-sync.jsa -XX:+UseParallelGC -jar neo4j-sync.jar explain tools > /dev/null
COPY --chmod=0755 deploy/container/healthcheck ./
COPY application.properties ./
COPY routes routes
COPY cypher cypher

# Both ports are reached from outside the container, so run asks for keys: see HTTP_API_KEYS_FILE in docs/container.md.
# JDK_JAVA_OPTIONS is for you to replace; java says on standard error what it took from there.
ENV HTTP_HOST=0.0.0.0 \
    MANAGEMENT_HOST=0.0.0.0 \
    LANG=C.UTF-8 \
    JDK_JAVA_OPTIONS="-Xmx256m -Xms128m -Xmn80m -XX:+UseParallelGC -XX:TieredStopAtLevel=1"
EXPOSE 8080 8081
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/app/healthcheck"]
# java is process 1 and gets SIGTERM itself
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/app/neo4j-sync.jsa", "-jar", "/app/neo4j-sync.jar"]
CMD ["run"]
