package io.knowstream.resolution;

import io.knowstream.graph.Evidence;

/**
 * Evidence and names as strings whose order is their rank, and back.
 *
 * <p>Numbers have a fixed length and come first, so that the text behind them needs no terminator.
 */
final class SortKeys {

    private static final int INT = Integer.BYTES * 2;
    private static final int LONG = Long.BYTES * 2;

    private SortKeys() {}

    /** Strongest first; of equally strong places those that come first in their documents, then by document. */
    static String of(Evidence place) {
        return hex(Integer.MAX_VALUE - place.confidence(), INT)
                + hex(place.start(), INT)
                + hex(place.end(), INT)
                + place.documentId();
    }

    static Evidence evidence(String key) {
        return new Evidence(
                key.substring(3 * INT), number(key, INT), number(key, 2 * INT), Integer.MAX_VALUE - number(key, 0));
    }

    /** So that a name is found by {@link #nameOf} and nothing but its votes behind it. */
    static String byName(NameVotes name) {
        return nameOf(name.name()) + hex(name.votes(), LONG);
    }

    /** What the key by a name begins with, and no key by another name. */
    static String nameOf(String name) {
        return hex(name.length(), INT) + name;
    }

    /** The votes in a key by name. */
    static long votes(String key) {
        return Long.parseLong(key, key.length() - LONG, key.length(), 16);
    }

    /** Most used first, then in text order. */
    static String of(NameVotes name) {
        return hex(Long.MAX_VALUE - name.votes(), LONG) + name.name();
    }

    static NameVotes name(String key) {
        return new NameVotes(key.substring(LONG), Long.MAX_VALUE - Long.parseLong(key, 0, LONG, 16));
    }

    private static int number(String key, int at) {
        return Integer.parseInt(key, at, at + INT, 16);
    }

    private static String hex(long value, int digits) {
        StringBuilder hex = new StringBuilder(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            hex.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
        return hex.toString();
    }
}
