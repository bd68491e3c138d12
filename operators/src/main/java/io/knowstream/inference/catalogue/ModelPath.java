package io.knowstream.inference.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names of files inside a model's directory, in the form that hubs use: parts divided by slashes. What could leave the
 * directory on any operating system is refused: absolute names, {@code ..}, backslashes, drive letters.
 */
final class ModelPath {

    private static final int LONGEST = 512;
    private static final int LONGEST_PART = 200;

    private ModelPath() {}

    /**
     * Returns {@code name} if it stays inside.
     *
     * @param where what the name is of, for the error
     * @throws IllegalArgumentException if it does not
     */
    static String require(String name, String where) {
        String wrong = fault(name);
        if (wrong != null) {
            throw new IllegalArgumentException(where + " " + wrong + " (got " + shown(name) + ")");
        }
        return name;
    }

    private static String fault(String name) {
        if (name == null || name.isEmpty()) {
            return "must not be empty";
        }
        if (name.length() > LONGEST) {
            return "must have at most " + LONGEST + " characters";
        }
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':')) {
            return "must not contain a backslash, a colon or a control character";
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return "must be relative, without empty parts, . or ..";
            }
            if (part.length() > LONGEST_PART) {
                return "must have no part of more than " + LONGEST_PART + " characters";
            }
        }
        return null;
    }

    /** A name from elsewhere, fit for a message. */
    static String shown(String name) {
        if (name == null) {
            return "null";
        }
        String safe = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (safe.length() <= 80 ? safe : safe.substring(0, 80) + "...") + "'";
    }

    /**
     * The file of that name, after its links.
     *
     * @throws IOException if it is not there, or lies outside of {@code directory}
     */
    static Path inside(Path directory, String name) throws IOException {
        Path root = directory.toRealPath();
        Path file = root.resolve(require(name, "a file of a model")).toRealPath();
        if (!file.startsWith(root)) {
            throw new IOException("file " + name + " of " + directory + " is a link to " + file
                    + ", outside of the model's directory");
        }
        return file;
    }

    /** Whether there is a file of that name, inside. */
    static boolean isThere(Path directory, String name) {
        return Files.isRegularFile(directory.resolve(name));
    }
}
