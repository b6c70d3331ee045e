package org.rsvpplatform.sandbox.smtp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.rsvpplatform.sandbox.fault.Breakable;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.WireFaults;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.FaultLink;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.proxy.Ports;
import org.rsvpplatform.sandbox.proxy.Wire;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server inside this JVM that takes authenticated mail and keeps the last messages. */
public final class SmtpServer implements Breakable, AutoCloseable {
    private static final int KEPT_MESSAGES = 200;
    private static final int MAX_CONNECTIONS = 100;
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private final String name;
    private final Login login = Login.random("rsvp");
    private final int port = Ports.free();
    private final LinkWatch watch;
    private final SSLContext tls;
    private final FaultLink service;
    private final FaultLink programs;
    private final Deque<Message> messages = new ArrayDeque<>();
    private volatile String acceptedPassword = login.password();
    private SMTPServer server;

    private SmtpServer(String name, LinkWatch watch, SSLContext tls) {
        this.name = name;
        this.watch = watch;
        this.tls = tls;
        this.service = new FaultLink("service", port, watch);
        this.programs = new FaultLink("programs", port, watch);
    }

    /** Starts a server that offers STARTTLS with a certificate of the authority. */
    public static SmtpServer start(String name, LinkWatch watch, CertificateAuthority authority) {
        SmtpServer server = new SmtpServer(name, watch, authority.issue().context());
        server.listen();
        return server;
    }

    private synchronized void listen() {
        if (server != null) {
            return;
        }
        SMTPServer next =
                SMTPServer.port(port)
                        .bindAddress(Ports.loopback())
                        .hostName("localhost")
                        .softwareName("rsvp-sandbox")
                        .maxConnections(MAX_CONNECTIONS)
                        .maxMessageSize(MAX_MESSAGE_BYTES)
                        .requireAuth()
                        .enableTLS()
                        .showAuthCapabilitiesBeforeSTARTTLS(true)
                        .startTlsSocketFactory(tls)
                        .authenticationHandlerFactory(
                                new EasyAuthenticationHandlerFactory(
                                        (user, password, context) -> check(user, password)))
                        .messageHandler((context, from, to, content) -> keep(from, to, content))
                        .build();
        try {
            next.start();
        } catch (RuntimeException e) { // the library wraps what the socket said
            throw new SandboxException("%s can't listen at port %d".formatted(name, port), e);
        }
        server = next;
        watch.awaitListening(port, true);
    }

    private void check(String user, String password) throws LoginFailedException {
        boolean right =
                MessageDigest.isEqual(
                        (login.user() + '\0' + acceptedPassword).getBytes(StandardCharsets.UTF_8),
                        (user + '\0' + password).getBytes(StandardCharsets.UTF_8));
        if (!right) {
            throw new LoginFailedException();
        }
    }

    private void keep(String from, String to, byte[] content) {
        synchronized (messages) {
            messages.addLast(
                    new Message(
                            from, to, new String(content, StandardCharsets.UTF_8), Instant.now()));
            if (messages.size() > KEPT_MESSAGES) {
                messages.removeFirst();
            }
        }
    }

    /** The last messages, oldest first. */
    public List<Message> messages() {
        synchronized (messages) {
            return new ArrayList<>(messages);
        }
    }

    @Override
    public String name() {
        return name;
    }

    public String host() {
        return "127.0.0.1";
    }

    /** The port that the health services use; it can be cut. */
    public int servicePort() {
        return service.port();
    }

    /** The port that the platform's programs use; it can be cut. */
    public int programsPort() {
        return programs.port();
    }

    /** The server's own port. */
    public int directPort() {
        return port;
    }

    public Login login() {
        return login;
    }

    @Override
    public List<Fault> faults() {
        List<FaultLink> links = List.of(service, programs);
        List<Fault> faults = new ArrayList<>();
        faults.add(Fault.of("stop", "the server ends", this::stop));
        faults.add(
                Fault.of(
                        "freeze",
                        "the wire goes silent as if the server were frozen (it runs inside the"
                                + " sandbox, so it can't be stopped by a signal)",
                        () -> links.forEach(link -> link.set(new Wire.Stall()))));
        faults.addAll(WireFaults.on(links));
        faults.add(
                Fault.of(
                        "wrong-password",
                        "the server expects another password",
                        () -> acceptedPassword = Login.random("rsvp").password()));
        return List.copyOf(faults);
    }

    private synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
            watch.awaitListening(port, false);
        }
    }

    @Override
    public void heal() {
        acceptedPassword = login.password();
        service.set(new Wire.Pass());
        programs.set(new Wire.Pass());
        listen();
    }

    @Override
    public void close() {
        stop();
        service.close();
        programs.close();
    }
}
