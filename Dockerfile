# syntax=docker/dockerfile:1

# Builds the jar. The dependencies come first, so that they are downloaded again only when pom.xml changes.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B dependency:go-offline
COPY src src
COPY routes routes
COPY sql sql
COPY cypher cypher
COPY application.properties ./
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B -DskipTests package

# An archive of the classes a start loads makes the next start faster. It belongs to this JVM and this jar.
FROM eclipse-temurin:17-jre AS run
RUN useradd --system --uid 10001 --no-create-home neo4j-sync
WORKDIR /app
COPY --from=build /build/target/lib target/lib
COPY --from=build /build/target/neo4j-sync.jar target/neo4j-sync.jar
COPY --from=build /build/routes routes
COPY --from=build /build/application.properties ./
RUN java -XX:ArchiveClassesAtExit=target/neo4j-sync.jsa -jar target/neo4j-sync.jar explain tools > /dev/null

# Addresses inside the container are reached from outside; everything that answers there asks who is there.
ENV MANAGEMENT_HOST=0.0.0.0 \
    HTTP_HOST=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:SharedArchiveFile=target/neo4j-sync.jsa -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MaxRAMPercentage=50 -Djava.io.tmpdir=/tmp"
USER 10001
EXPOSE 8080 8081
VOLUME /tmp
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_PORT:-8081} && printf 'GET /observe/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.. 200' <&3"]
ENTRYPOINT ["java", "-jar", "target/neo4j-sync.jar"]
CMD ["run"]
