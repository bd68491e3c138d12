#!/bin/sh
# Flink's client for the cluster in this folder: 'flink run', 'flink list', 'flink stop', 'flink savepoint', 'flink cancel'.
#   FLINK_CONF_DIR  another configuration than conf/
set -eu

# The directory of this file, through symbolic links.
self=$0
while [ -h "$self" ]; do
    target=$(readlink "$self")
    case $target in
        /*) self=$target ;;
        *) self=$(dirname "$self")/$target ;;
    esac
done
home=$(cd "$(dirname "$self")/.." && pwd -P)

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
else
    java=$(command -v java) || {
        echo "flink: there is no java: install JDK 17 or newer, or set JAVA_HOME" >&2
        exit 1
    }
fi

export FLINK_CONF_DIR="${FLINK_CONF_DIR:-$home/conf}"
export DJL_CACHE_DIR="${DJL_CACHE_DIR:-$home/tmp/native}"
CLASSPATH=
for jar in "$home"/lib/*.jar; do
    CLASSPATH=$CLASSPATH${CLASSPATH:+:}$jar
done
export CLASSPATH

exec "$java" -Xmx512m \
    --add-opens=java.base/java.util=ALL-UNNAMED \
    --add-opens=java.base/java.lang=ALL-UNNAMED \
    --add-opens=java.base/java.time=ALL-UNNAMED \
    -Dlog.file="$home/log/client.log" \
    -Dlog4j2.configurationFile="$home/conf/log4j-cli.properties" \
    org.apache.flink.client.cli.CliFrontend "$@"
