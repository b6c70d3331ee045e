package org.rsvpplatform.kit.act.failover;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;

/**
 * Calls an address of our own once, as a hook is called: the first call of a process's life loads
 * all that a client is made of, some 160 classes, and most processes raise one fence in their life.
 */
final class HookRehearsal {
    private static final Logger LOG = System.getLogger(HookRehearsal.class.getName());
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String HERE = "127.0.0.1";
    private static final int REQUEST = 8192;
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private HookRehearsal() {}

    /** What it was answered. */
    static String call() throws RunFailed, InterruptedException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.ofLiteral(HERE))) {
            door.setSoTimeout((int) LONGEST.toMillis());
            Thread.ofVirtual().name("hook rehearsal").start(() -> answer(door));
            URI url = URI.create("http://" + HERE + ":" + door.getLocalPort());
            Hook nobody =
                    new Hook(List.of(), Map.of(), Optional.of(url), Optional.empty(), LONGEST);
            return new HookCall(nobody).call(Map.of("act", "rehearse"));
        } catch (IOException e) {
            throw new RunFailed(e.toString());
        }
    }

    private static void answer(ServerSocket door) {
        try (Socket caller = door.accept();
                OutputStream out = caller.getOutputStream()) {
            caller.setSoTimeout((int) LONGEST.toMillis());
            caller.getInputStream().read(new byte[REQUEST]);
            out.write(ANSWER.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the rehearsal of hooks: {0}", e.getMessage());
        }
    }
}
