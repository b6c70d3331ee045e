package org.rsvpplatform.database.mysql.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts what comes in into whole packets, once the first bytes show that the protocol is spoken. */
final class Frames extends ByteToMessageDecoder {
    private static final int FIRST_WORDS = 128;

    private final Login login;
    private boolean known;

    /** Hears of a server that speaks something else. */
    interface Login {
        void stranger(byte[] said);
    }

    Frames(Login login) {
        this.login = login;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!known) {
            if (in.readableBytes() <= Packets.HEADER) {
                return;
            }
            int first = in.getUnsignedByte(in.readerIndex() + Packets.HEADER);
            int sequence = in.getUnsignedByte(in.readerIndex() + 3);
            if (sequence != 0 || first != Greeting.PROTOCOL && first != Packets.ERROR) {
                int length = Math.min(in.readableBytes(), FIRST_WORDS);
                login.stranger(ByteBufUtil.getBytes(in, in.readerIndex(), length));
                in.skipBytes(in.readableBytes());
                context.close();
                return;
            }
            known = true;
        }
        if (in.readableBytes() < Packets.HEADER) {
            return;
        }
        int length = Packets.HEADER + in.getUnsignedMediumLE(in.readerIndex());
        if (in.readableBytes() >= length) {
            out.add(in.readRetainedSlice(length));
        }
    }
}
