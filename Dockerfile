# syntax=docker/dockerfile:1
# The one image of job manager, task managers and commands. docs/layout.md says what lies where in it.
#   docker build --tag knowstream:0.1.0 .

FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2,sharing=locked mvn -B -ntp -Dmaven.test.skip=true package

# As flink.version in pom.xml.
FROM flink:2.2.1-scala_2.12-java17
USER root
# Flink's image gives all of Flink to the user that its processes run as, who could put other jars in the place of these. What
# they write is theirs, and what is mounted there gets their owner; all else belongs to root, and nobody else can write it.
RUN chown -R root:root /opt/flink \
    && install -d -o flink -g flink /opt/flink/data /opt/knowstream/models \
    && chown -R flink:flink /opt/flink/conf /opt/flink/log \
    && install -d /opt/knowstream/conf \
    && ln -s /tmp/knowstream /opt/knowstream/.knowstream
COPY --from=build /build/job/target/flink/lib/ /opt/flink/lib/
COPY --from=build /build/job/target/flink/usrlib/ /opt/flink/usrlib/
COPY --chmod=755 docker/knowstream /opt/knowstream/bin/knowstream

# The allocator of the C library gives the memory of models that are evicted back to the system only when it is told to,
# and the one that Flink's image puts in its place was never measured.
ENV DISABLE_JEMALLOC=true \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_TRIM_THRESHOLD_=1048576 \
    DJL_CACHE_DIR=/tmp/djl \
    PATH=/opt/knowstream/bin:$PATH

# flink, as a number: so Kubernetes sees that it is not root.
USER 9999:9999
