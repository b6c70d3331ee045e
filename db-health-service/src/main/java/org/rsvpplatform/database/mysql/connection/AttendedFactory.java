package org.rsvpplatform.database.mysql.connection;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.impl.MySQLConnectionFactory;
import io.vertx.sqlclient.impl.SingletonSupplier;
import java.util.function.Supplier;

/**
 * Makes one connection, with a doorman in its pipeline. The client's own second attempt without
 * TLS, which a preference for TLS brings, does not happen: a refused password would be tried twice.
 */
final class AttendedFactory extends MySQLConnectionFactory {
    private final Doorman doorman;
    private final Runnable connected;
    private volatile NetSocket open;
    private boolean used;

    /**
     * @param connected hears that TCP stands
     */
    AttendedFactory(Vertx vertx, MySQLConnectOptions options, Doorman doorman, Runnable connected) {
        super((VertxInternal) vertx, SingletonSupplier.wrap(options));
        this.doorman = doorman;
        this.connected = connected;
    }

    @Override
    protected NetClient netClient(NetClientOptions options) {
        return new Once(super.netClient(options));
    }

    private Future<NetSocket> attended(Future<NetSocket> connecting) {
        return connecting
                .onFailure(doorman::failed)
                .map(
                        socket -> {
                            connected.run();
                            open = socket;
                            NetSocketInternal inside = (NetSocketInternal) socket;
                            var pipeline = inside.channelHandlerContext().pipeline();
                            pipeline.addBefore("handler", "doorman", doorman);
                            pipeline.addBefore("doorman", "frames", new Frames(doorman));
                            return socket;
                        });
    }

    /** A client for one connection. */
    private final class Once implements NetClient {
        private final NetClient client;

        Once(NetClient client) {
            this.client = client;
        }

        /** A probe whose time is up closes the client, maybe before it came to connect. */
        private static Future<NetSocket> orClosed(Supplier<Future<NetSocket>> connecting) {
            try {
                return connecting.get();
            } catch (IllegalStateException e) {
                return Future.failedFuture(e);
            }
        }

        private boolean again() {
            boolean again = used;
            used = true;
            return again;
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address) {
            return again()
                    ? Future.failedFuture(new OnlyOnceException())
                    : attended(orClosed(() -> client.connect(address)));
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address, String name) {
            return again()
                    ? Future.failedFuture(new OnlyOnceException())
                    : attended(orClosed(() -> client.connect(address, name)));
        }

        @Override
        public Future<NetSocket> connect(int port, String host) {
            return connect(SocketAddress.inetSocketAddress(port, host));
        }

        @Override
        public Future<NetSocket> connect(int port, String host, String name) {
            return connect(SocketAddress.inetSocketAddress(port, host), name);
        }

        @Override
        public NetClient connect(int port, String host, Handler<AsyncResult<NetSocket>> handler) {
            connect(port, host).onComplete(handler);
            return this;
        }

        @Override
        public NetClient connect(
                int port, String host, String name, Handler<AsyncResult<NetSocket>> handler) {
            connect(port, host, name).onComplete(handler);
            return this;
        }

        @Override
        public NetClient connect(SocketAddress address, Handler<AsyncResult<NetSocket>> handler) {
            connect(address).onComplete(handler);
            return this;
        }

        @Override
        public NetClient connect(
                SocketAddress address, String name, Handler<AsyncResult<NetSocket>> handler) {
            connect(address, name).onComplete(handler);
            return this;
        }

        @Override
        public void close(Handler<AsyncResult<Void>> handler) {
            close().onComplete(handler);
        }

        /** The client alone would wait until the server ends an open connection. */
        @Override
        public Future<Void> close() {
            NetSocket socket = open;
            return socket == null
                    ? client.close()
                    : socket.close().eventually(() -> client.close());
        }

        @Override
        public Future<Boolean> updateSSLOptions(SSLOptions options, boolean force) {
            return client.updateSSLOptions(options, force);
        }

        @Override
        public boolean isMetricsEnabled() {
            return client.isMetricsEnabled();
        }
    }
}
