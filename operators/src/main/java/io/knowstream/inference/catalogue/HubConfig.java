package io.knowstream.inference.catalogue;

import java.net.URI;
import java.time.Duration;

/**
 * How a hub is reached.
 *
 * @param base of its addresses, http or https
 * @param token that is sent to its host and to no other; null for none
 * @param attempts at a file that bring nothing before it is given up; at least 1
 * @param firstPause before the second attempt; it doubles, up to {@code longestPause}
 * @param longestPause between attempts, whatever the hub asks for
 * @param stall how long a connection may bring nothing until it is cut
 */
public record HubConfig(
        URI base, String token, int attempts, Duration firstPause, Duration longestPause, Duration stall) {

    /** The hub that repositories are named for. */
    public static final String DEFAULT = "https://huggingface.co";
    /** The environment variable of the token. */
    public static final String TOKEN = "HF_TOKEN";

    public HubConfig {
        String scheme = base.getScheme();
        if (scheme == null
                || !scheme.equals("http") && !scheme.equals("https")
                || base.getHost() == null
                || base.getUserInfo() != null
                || base.getQuery() != null
                || base.getFragment() != null) {
            throw new IllegalArgumentException(
                    "models.hub must be an address such as " + DEFAULT + " (got " + base + ")");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1 (got " + attempts + ")");
        }
        if (token != null && (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw new IllegalArgumentException(TOKEN + " must be a token without blanks");
        }
    }

    /** The usual patience with a hub. */
    public static HubConfig of(String base, String token) {
        URI uri;
        try {
            uri = URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "models.hub must be an address such as " + DEFAULT + " (got " + base + ")", e);
        }
        return new HubConfig(
                uri,
                token == null || token.isEmpty() ? null : token,
                6,
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return base.toString();
    }
}
