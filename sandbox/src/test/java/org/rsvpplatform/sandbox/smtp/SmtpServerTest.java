package org.rsvpplatform.sandbox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;

@Sandboxed
class SmtpServerTest {
    private final SmtpServer server;

    SmtpServerTest(SmtpServer server) {
        this.server = server;
    }

    @Test
    void keeps_a_message_that_an_authenticated_client_sends() throws IOException {
        try (SmtpClient client = new SmtpClient(server.servicePort())) {
            client.say("EHLO localhost");
            assertThat(client.login(server.login())).startsWith("235");
            client.say("MAIL FROM:<a@rsvp.example>");
            client.say("RCPT TO:<b@rsvp.example>");
            client.say("DATA");
            assertThat(client.say("Subject: hello\r\n\r\nYou are invited.\r\n.")).startsWith("250");
        }
        assertThat(server.messages())
                .last()
                .satisfies(
                        message -> {
                            assertThat(message.to()).isEqualTo("b@rsvp.example");
                            assertThat(message.content()).contains("You are invited.");
                        });
    }

    @Test
    void offers_starttls_and_authentication() throws IOException {
        try (SmtpClient client = new SmtpClient(server.servicePort())) {
            assertThat(client.say("EHLO localhost")).contains("STARTTLS").contains("AUTH PLAIN");
        }
    }

    @Test
    void takes_no_mail_without_a_login() throws IOException {
        try (SmtpClient client = new SmtpClient(server.servicePort())) {
            client.say("EHLO localhost");
            assertThat(client.say("MAIL FROM:<a@rsvp.example>")).startsWith("530");
        }
    }

    @Test
    void wrong_password_is_535_until_healed() throws IOException {
        server.breakWith("wrong-password");
        try (SmtpClient client = new SmtpClient(server.servicePort())) {
            client.say("EHLO localhost");
            assertThat(client.login(server.login())).startsWith("535");
        }
        server.heal();
        try (SmtpClient client = new SmtpClient(server.servicePort())) {
            client.say("EHLO localhost");
            assertThat(client.login(server.login())).startsWith("235");
        }
    }

    @Test
    void stop_refuses_connections_until_healed() {
        server.breakWith("stop");
        assertThatThrownBy(() -> new SmtpClient(server.servicePort()))
                .isInstanceOf(ConnectException.class);
        server.heal();
        await().untilAsserted(() -> new SmtpClient(server.servicePort()).close());
    }

    @Test
    void freeze_accepts_and_greets_nobody() {
        server.breakWith("freeze");
        assertThatThrownBy(() -> new SmtpClient(server.servicePort()))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("Read");
    }

    @Test
    void blackhole_leaves_connection_requests_unanswered() {
        server.breakWith("blackhole");
        assertThatThrownBy(() -> new SmtpClient(server.servicePort()))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("Connect");
    }

    @Test
    void reset_resets_connections() {
        server.breakWith("reset");
        assertThatThrownBy(() -> new SmtpClient(server.servicePort()))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }
}
