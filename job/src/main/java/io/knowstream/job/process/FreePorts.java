package io.knowstream.job.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.util.IOUtils;

/** Finds ports that nobody listens on at the moment. */
public final class FreePorts {

    private FreePorts() {}

    /** Different ports; all are held until the last is known. */
    public static List<Integer> find(int count) {
        return preferring(Collections.nCopies(count, 0));
    }

    /**
     * Different ports: each the one that is asked for where nobody listens there, and another where somebody does.
     *
     * @param wanted ports from 0 to 65535; 0 for any
     */
    public static List<Integer> preferring(List<Integer> wanted) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int port : wanted) {
                sockets.add(open(port));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no free port on the loopback interface", e);
        } finally {
            sockets.forEach(IOUtils::closeQuietly);
        }
    }

    private static ServerSocket open(int wanted) throws IOException {
        try {
            return new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        }
    }
}
