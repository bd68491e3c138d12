package io.knowstream.clusters;

import java.util.List;

/** Given names of persons of one family name. */
final class GivenNames {

    private GivenNames() {}

    /**
     * Whether the first form can be a shorter one of the second: its given names agree with the first of the other's, and
     * both are of one generation. Names agree that are equal, or of which one is the other's initial.
     */
    static boolean agree(NameForm lesser, NameForm better) {
        List<String> few = lesser.words().subList(0, lesser.words().size() - 1);
        List<String> many = better.words().subList(0, better.words().size() - 1);
        if (few.isEmpty() || few.size() > many.size() || !lesser.generation().equals(better.generation())) {
            return false;
        }
        for (int i = 0; i < few.size(); i++) {
            if (!agree(few.get(i), many.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(String one, String other) {
        return one.equals(other)
                || isInitial(one) && other.startsWith(one)
                || isInitial(other) && one.startsWith(other);
    }

    private static boolean isInitial(String name) {
        return name.codePointCount(0, name.length()) == 1;
    }
}
