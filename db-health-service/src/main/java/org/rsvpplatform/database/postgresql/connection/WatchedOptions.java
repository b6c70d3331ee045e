package org.rsvpplatform.database.postgresql.connection;

import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgConnectOptions;
import java.net.InetSocketAddress;

/**
 * Options that tell how far the client has come with them. It reads each one when it needs it: the
 * statement cache when TCP stands, the password when it is time to log in.
 */
final class WatchedOptions extends PgConnectOptions {
    private final InetSocketAddress address;
    private final Progress progress;

    /** Hears how far a connection has come. */
    interface Progress {
        void connected();

        void loggingIn();
    }

    /**
     * @param address an address that is resolved already, with the name it came from: TLS checks
     *     the certificate against that name, and nobody resolves it again
     */
    WatchedOptions(InetSocketAddress address, Progress progress) {
        this.address = address;
        this.progress = progress;
    }

    @Override
    public SocketAddress getSocketAddress() {
        // The superclass's constructor asks before there is an address.
        return address == null
                ? super.getSocketAddress()
                : SocketAddress.inetSocketAddress(address);
    }

    @Override
    public boolean getCachePreparedStatements() {
        if (progress != null) {
            progress.connected();
        }
        return false;
    }

    @Override
    public String getPassword() {
        if (progress != null) {
            progress.loggingIn();
        }
        return super.getPassword();
    }
}
