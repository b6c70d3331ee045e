package org.rsvpplatform.kit.serve.http;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.rsvpplatform.kit.serve.log.Redaction;

/** Takes secrets out of every answer: an error text of a server may quote what we sent it. */
@Provider
public class RedactedAnswers implements WriterInterceptor {
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        OutputStream out = context.getOutputStream();
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(4096);
        context.setOutputStream(buffer);
        context.proceed();
        context.setOutputStream(out);
        String text = buffer.toString(StandardCharsets.UTF_8);
        String clean = Redaction.REDACTOR.clean(text);
        if (clean == text) {
            buffer.writeTo(out);
        } else {
            out.write(clean.getBytes(StandardCharsets.UTF_8));
        }
    }
}
