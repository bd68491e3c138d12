package io.knowstream.job.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void findsOtherPortsThanThoseThatAreTaken() throws Exception {
        int free = FreePorts.find(1).get(0);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Integer> found = FreePorts.preferring(List.of(free, taken.getLocalPort(), 0, free));
            assertThat(found.get(0)).isEqualTo(free);
            assertThat(found).doesNotContain(taken.getLocalPort(), 0).doesNotHaveDuplicates();
        }
    }
}
