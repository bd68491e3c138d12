package io.knowstream.job.kafka;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Strict UTF-8: what is not well-formed is found, never replaced. */
final class Utf8 {

    private Utf8() {}

    /** The offset of the first malformed byte, or -1 where the bytes are well-formed; memory does not grow with them. */
    static int firstMalformed(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length + 1, 8192));
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    /** How many bytes a text without unpaired surrogates has. */
    static long length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** What text must not contain, e.g. {@code U+0000 at character 3}; null where there is no such thing. */
    static String forbidden(String text) {
        int character = 0;
        for (int i = 0; i < text.length(); character++) {
            int c = text.codePointAt(i);
            if (c == 0) {
                return "U+0000 at character " + character;
            }
            if (Character.getType(c) == Character.SURROGATE) {
                return "an unpaired surrogate (U+" + Integer.toHexString(c).toUpperCase(Locale.ROOT) + ") at character "
                        + character;
            }
            i += Character.charCount(c);
        }
        return null;
    }
}
