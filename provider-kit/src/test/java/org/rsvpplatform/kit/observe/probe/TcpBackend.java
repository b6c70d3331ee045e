package org.rsvpplatform.kit.observe.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;

/** The smallest backend there is: a TCP connection. */
public class TcpBackend implements Backend<TcpBackend.Connection> {
    private final InetSocketAddress address;
    private final List<Check<Connection>> checks;

    /** An open connection. */
    public record Connection(Socket socket) implements Session {
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // gone already
            }
        }
    }

    public TcpBackend(InetSocketAddress address) {
        this.address = address;
        this.checks = List.of();
    }

    public TcpBackend(InetSocketAddress address, Check<Connection> check) {
        this.address = address;
        this.checks = List.of(check);
    }

    @Override
    public List<Layer> opening() {
        return List.of(Layer.CONNECT);
    }

    @Override
    public Connection open(Probing probing) throws LayerFailure {
        Socket socket = new Socket();
        try {
            socket.connect(address, probing.deadline().remainingMillis());
            return new Connection(socket);
        } catch (IOException e) {
            new Connection(socket).close();
            throw new LayerFailure(Layer.CONNECT, signal(e));
        }
    }

    @Override
    public List<Check<Connection>> checks() {
        return checks;
    }

    @Override
    public Signal signal(Throwable thrown) {
        return new Signal.Errno("ECONNREFUSED", String.valueOf(thrown.getMessage()));
    }
}
