package org.rsvpplatform.kit.serve.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyKeyTest {
    @TempDir Path folder;

    @Test
    void a_public_ec_key_is_usable() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        byte[] key = generator.generateKeyPair().getPublic().getEncoded();

        Path file = pem(Base64.getMimeEncoder().encodeToString(key));

        assertThatCode(() -> VerifyKey.mustBeUsable(file)).doesNotThrowAnyException();
    }

    @Test
    void a_missing_file_is_named_with_its_setting() {
        Path file = folder.resolve("none.pem");

        assertThatThrownBy(() -> VerifyKey.mustBeUsable(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RSVP_ACCESS_VERIFY_KEY")
                .hasMessageContaining(file + " does not exist");
    }

    @Test
    void a_folder_in_its_place_is_told() {
        assertThatThrownBy(() -> VerifyKey.mustBeUsable(folder))
                .hasMessageContaining(folder + " can't be read");
    }

    @Test
    void what_is_no_key_is_told() throws IOException {
        Path garbage = pem("AAAA");
        Path text = Files.writeString(folder.resolve("text"), "hello");

        assertThatThrownBy(() -> VerifyKey.mustBeUsable(garbage))
                .hasMessageContaining("holds no EC public key");
        assertThatThrownBy(() -> VerifyKey.mustBeUsable(text))
                .hasMessageContaining("is no PEM file");
    }

    private Path pem(String body) throws IOException {
        return Files.writeString(
                folder.resolve("verify.pem"),
                "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }
}
