# Two ways to the same image:
#   docker build -t grapevine .                                  builds the sources with the Maven wrapper (target "from-source", the default)
#   docker build -t grapevine --target from-jar .                packs target/grapevine-*.jar, which ./mvnw package has made
# Behind a mirror, name other base images: --build-arg JDK_IMAGE=… --build-arg JRE_IMAGE=…
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG JRE_IMAGE=eclipse-temurin:25-jre

FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/build src/build
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -q -Dmaven.test.skip=true package

# The jar comes apart into layers from seldom to often changed, so that a new build of Grapevine sends its own classes only.
FROM ${JDK_IMAGE} AS layers-from-source
WORKDIR /pack
COPY src/docker/Probe.java /probe/
RUN javac -d /probe /probe/Probe.java
COPY --from=build /build/target/grapevine-*.jar grapevine.jar
RUN java -Djarmode=tools -jar grapevine.jar extract --layers --destination /layers

FROM ${JDK_IMAGE} AS layers-from-jar
WORKDIR /pack
COPY src/docker/Probe.java /probe/
RUN javac -d /probe /probe/Probe.java
COPY target/grapevine-*.jar grapevine.jar
RUN java -Djarmode=tools -jar grapevine.jar extract --layers --destination /layers

FROM ${JRE_IMAGE} AS runtime
RUN echo 'grapevine:x:10001:10001:Grapevine:/grapevine:/usr/sbin/nologin' >>/etc/passwd \
 && echo 'grapevine:x:10001:' >>/etc/group \
 && install -d -o 10001 -g 10001 /grapevine/data
WORKDIR /grapevine
# The peer's key and its jobs are in data/, and the key is the identity of the peer: keep this volume.
VOLUME /grapevine/data
USER 10001:10001
# HTTP (API, health, metrics) and libp2p.
EXPOSE 8080 4001
# Docker's health check is liveness: an orchestrator that replaces unhealthy containers must not replace a peer that waits for others to come.
# The program is a class of 3 kB in the image's own Java, since the base image promises no other HTTP client; a run costs about 0.3 s of CPU.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx24m", "-cp", "/grapevine/probe", "Probe", "/actuator/health/liveness"]
# No shell: Java is process 1 and gets the signals. Further options go into JAVA_TOOL_OPTIONS. A peer that is out of memory ends instead of limping.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "grapevine.jar"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Grapevine" \
      org.opencontainers.image.description="Coordinates work between libp2p peers by gossip: offers, bids, awards and outcomes" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

FROM runtime AS from-jar
COPY --from=layers-from-jar /probe/Probe.class probe/
COPY --from=layers-from-jar /layers/dependencies/ ./
COPY --from=layers-from-jar /layers/spring-boot-loader/ ./
COPY --from=layers-from-jar /layers/snapshot-dependencies/ ./
COPY --from=layers-from-jar /layers/application/ ./

FROM runtime AS from-source
COPY --from=layers-from-source /probe/Probe.class probe/
COPY --from=layers-from-source /layers/dependencies/ ./
COPY --from=layers-from-source /layers/spring-boot-loader/ ./
COPY --from=layers-from-source /layers/snapshot-dependencies/ ./
COPY --from=layers-from-source /layers/application/ ./
