package org.rsvpplatform.database.postgresql;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * Methods that PostgreSQL knows and our client does not. The servers that can be had as packages
 * are built without Kerberos, so its request is replayed as the manual specifies it (message
 * formats: AuthenticationGSS, AuthenticationSSPI).
 */
class UnspokenMethodTest {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS = 7;

    @Test
    void a_server_that_wants_kerberos_is_named_with_what_it_wants() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server));
            try (ProbedDomain domain = new ProbedDomain(yaml(server.getLocalPort()), "")) {
                domain.probe("kerberos", Optional.empty())
                        .is(State.DOWN)
                        .at(Layer.AUTHENTICATION)
                        .names("db.auth-method-unsupported")
                        .isConfirmed()
                        .doesNotName("db.authentication-failed")
                        .doesNotName("db.connection-lost")
                        .says("GSSAPI")
                        .offers("SELECT pg_reload_conf();");
            }
        }
    }

    private static String yaml(int port) {
        return """
        database:
          active: kerberos
          providers:
            kerberos:
              kind: postgresql
              host: 127.0.0.1
              port: %d
              database: rsvp
              user: rsvp
              password: pw-of-nobody
        """
                .formatted(port);
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException e) {
                // the client has gone, or the test is over
            }
        }
    }

    private static void answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        int length = in.readInt();
        int code = in.readInt();
        in.skipNBytes(length - 8L);
        if (code == SSL_REQUEST) {
            out.write('N');
            return;
        }
        out.write('R');
        out.writeInt(8);
        out.writeInt(GSS);
        out.flush();
        in.read();
    }
}
