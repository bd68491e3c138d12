package io.knowstream.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.EntityLink;
import io.knowstream.graph.EntityLink.Rule;
import io.knowstream.graph.Ids;
import io.knowstream.graph.NamedEntity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameLinkerTest {

    private static final double THRESHOLD = 0.8;
    private static final int NAMES = 1_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # type         | the lesser name             | the better name                  | rule
            Person         | Dr. Marie Curie             | Marie Curie                      | FORM
            Person         | Marie Curie, PhD            | Marie Curie                      | FORM
            Person         | Jean-Pierre Serre           | Jean Pierre Serre                | FORM
            Location       | São Paulo                   | Sao Paulo                        | FORM
            Location       | Bogotá, D.C.                | Bogota DC                        | FORM
            Organization   | Apple Inc.                  | Apple                            | FORM
            Organization   | The New York Times Company  | New York Times                   | FORM
            Organization   | Siemens AG                  | Siemens                          | FORM
            Organization   | AT & T Corp.                | AT&T                             | FORM
            Work           | The Lord of the Rings       | Lord of the Rings                | FORM
            Organization   | NATO                        | North Atlantic Treaty Organization | ACRONYM
            Organization   | I.B.M.                      | International Business Machines Corp. | ACRONYM
            Organization   | UNESCO                      | United Nations Educational, Scientific and Cultural Organization | ACRONYM
            Work           | C                           | C++                              |
            Work           | C                           | C#                               |
            Product        | Windows 31                  | Windows 3.1                      |
            Location       | United States of America    | United States                    | FORM
            Organization   | USAID                       | United States Agency for International Development | ACRONYM
            Organization   | FBI                         | Federal Bureau of Investigation  | ACRONYM
            Location       | USA                         | United States                    | ACRONYM
            Location       | U.S.                        | United States                    | ACRONYM
            Location       | UK                          | United Kingdom                   | ACRONYM
            Location       | KY                          | Kingdom of Yugoslavia            |
            Organization   | Who                         | World Health Organization        |
            Person         | MLK                         | Martin Luther King               |
            Person         | M. Curie                    | Marie Curie                      | INITIALS
            Person         | J. R. R. Tolkien            | John Ronald Reuel Tolkien        | INITIALS
            Person         | J.R.R. Tolkien              | John Ronald Reuel Tolkien        | INITIALS
            Person         | John Kennedy                | John F. Kennedy                  | INITIALS
            Person         | George W. Bush              | George H. W. Bush                |
            Person         | P. Curie                    | Marie Curie                      |
            Person         | Marie                       | Marie Curie                      |
            Person         | Curie                       | Marie Curie                      |
            Person         | Henry                       | Henry VIII                       |
            Person         | Henry VII                   | Henry VIII                       |
            Person         | Sammy Davis                 | Sammy Davis Jr.                  |
            Person         | Malcolm X                   | Malcolm Young                    |
            Organization   | Powa                        | Powa Technologies                | SHORT
            Organization   | Harvard                     | Harvard University               | SHORT
            Organization   | Deutsche                    | Deutsche Bank                    |
            Location       | Kansas                      | Kansas City                      |
            Person         | Tooru Fujisawa              | Tohru Fujisawa                   | FUZZY
            Organization   | Microsfot                   | Microsoft                        |
            Organization   | Volkish Work Community      | Völkisch Work Community          | FUZZY
            Location       | Frankfort                   | Frankfurt                        | FUZZY
            Location       | Jamaica                     | Jamaican                         |
            Location       | Austrian                    | Australian                       |
            Location       | Slovakia                    | Slovenia                         |
            Location       | Iran                        | Iraq                             |
            Person         | Mary Smith                  | Mark Smith                       |
            Organization   | Division 1234567            | Division 1234568                 |
            Miscellaneous  | Emmy Award                  | Emmy Awards                      |
            Concept        | Glaciers                    | glacier                          | FORM
            Concept        | bodies of ice               | body of ice                      | FORM
            Concept        | the tax law                 | tax law                          | FORM
            Concept        | cation                      | anion                            |
            Concept        | interstate commerce         | intrastate commerce              |
            Concept        | gross domestic product      | GDP                              |
            TimeExpression | December 2019               | Decenber 2019                    |
            Measurement    | 1,000                       | 1000                             |
            """)
    void tellsWhetherTwoNamesAreOne(String type, String lesser, String better, Rule rule) {
        Map<String, EntityLink> links = links(entity(type, lesser), entity(type, better));
        if (rule == null) {
            assertThat(links).isEmpty();
        } else {
            assertThat(links.values()).singleElement().satisfies(link -> {
                assertThat(link.rule()).isEqualTo(rule);
                assertThat(List.of(link.entity(), link.target()))
                        .containsExactlyInAnyOrder(Ids.entity(type, lesser), Ids.entity(type, better));
                if (rule != Rule.FUZZY) {
                    assertThat(link.entity()).isEqualTo(Ids.entity(type, lesser));
                }
            });
        }
    }

    @Test
    void whatADocumentCallsAnEntityIsItsName() {
        NamedEntity marie = entity("Person", "Marie Curie", "Curie");
        NamedEntity curie = entity("Person", "Curie");
        assertThat(links(marie, curie).values())
                .containsExactly(link(curie, marie, Rule.SURNAME, 700_000, "Curie = marie curie"));
        NamedEntity ibm = entity("Organization", "International Business Machines", "Big Blue", "IBM");
        NamedEntity blue = entity("Organization", "BIG BLUE");
        assertThat(links(ibm, blue).values())
                .containsExactly(link(blue, ibm, Rule.ALIAS, 950_000, "BIG BLUE = international business machines"));
    }

    @Test
    void whoCouldBeTwoIsNobody() {
        NamedEntity curie = entity("Person", "Curie");
        assertThat(links(entity("Person", "Marie Curie", "Curie"), entity("Person", "Pierre Curie", "Curie"), curie))
                .isEmpty();
        assertThat(links(entity("Person", "Marie Curie", "Curie"), entity("Person", "Dr. Marie Curie", "Curie"), curie))
                .as("both are one")
                .containsKeys(curie.id(), Ids.entity("Person", "Dr. Marie Curie"));
        assertThat(links(
                        entity("Organization", "Air Canada Bank"),
                        entity("Organization", "American Credit Bureau"),
                        entity("Organization", "ACB")))
                .isEmpty();
    }

    @Test
    void whoIsOneInAnotherBlockIsOneHere() {
        NamedEntity shorter = entity("Person", "Madonna Ciccone", "Madonna");
        NamedEntity longer = entity("Person", "Madonna Louise Ciccone", "Madonna");
        NamedEntity alias = entity("Person", "Madonna");
        assertThat(links(shorter, longer, alias)).containsKeys(shorter.id(), alias.id());
        assertThat(links(shorter, longer, alias).get(alias.id()).rule())
                .as("no family name")
                .isEqualTo(Rule.ALIAS);
    }

    @Test
    void theMoreCertainRuleDecides() {
        NamedEntity explained = entity("Organization", "American Credit Bureau", "ACB");
        NamedEntity acronym = entity("Organization", "ACB");
        assertThat(links(entity("Organization", "Air Canada Bank"), explained, acronym)
                        .values())
                .containsExactly(link(acronym, explained, Rule.ALIAS, 950_000, "ACB = american credit bureau"));
    }

    @Test
    void namesOfOtherTypesAreOthers() {
        assertThat(links(entity("Person", "Apple"), entity("Organization", "Apple Inc.")))
                .isEmpty();
    }

    @Test
    void typingErrorsDoNotAddUp() {
        NamedEntity one = entity("Person", "Katherine Johannsen");
        NamedEntity two = entity("Person", "Katharine Johannsen");
        NamedEntity three = entity("Person", "Katharina Johannsen");
        NamedEntity four = entity("Person", "Katharina Johannson");
        NameClusters clusters = new NameClusters(List.of(one, two, three, four), THRESHOLD, NAMES);
        assertThat(clusters.links().values())
                .as("each is as near to the root as the threshold asks")
                .allSatisfy(link -> assertThat(clusters.root(link.entity())).isEqualTo(link.target()));
        assertThat(clusters.links()).hasSize(2);
    }

    @Test
    void atAThresholdOfOneNothingIsForgiven() {
        List<NamedEntity> names = List.of(
                entity("Person", "Tooru Fujisawa"),
                entity("Person", "Tohru Fujisawa"),
                entity("Person", "Dr. Tohru Fujisawa"));
        assertThat(new NameClusters(names, 1, NAMES).links().values())
                .extracting(EntityLink::rule)
                .containsExactly(Rule.FORM);
    }

    @Test
    void ofALargeBlockTheFirstNamesAreCompared() {
        List<NamedEntity> names = List.of(
                entity("Person", "Marie Salomea Curie"),
                entity("Person", "M. S. Curie"),
                entity("Person", "Marie Curie"));
        assertThat(new NameClusters(names, THRESHOLD, 2).links())
                .as("Marie Curie is the third")
                .containsOnlyKeys(Ids.entity("Person", "M. S. Curie"));
    }

    @Test
    void storedNamesAreReadAsTheyWereAndSortAsNamesDo() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<NamedEntity> names = new ArrayList<>(TestingNames.some(random, 300));
        names.add(entity("Person", "zero\u0000byte", "a\u0000b"));
        names.add(entity("Other", "\u2026 \u2026"));
        names.add(entity("Other", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \ud83d\ude00"));
        List<RankedName> ranked = new ArrayList<>();
        for (NamedEntity name : names) {
            RankedName one = RankedName.of(name, random.nextBoolean());
            assertThat(RankedName.read(one.stored())).isEqualTo(one);
            ranked.add(one);
        }
        Collections.sort(ranked);
        assertThat(ranked.stream().map(RankedName::stored)).isSorted();
    }

    @Test
    void linksLeadToOneRootWhateverTheOrderOfNamesWas() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<NamedEntity> names = new ArrayList<>(TestingNames.some(random, 400));
        NameClusters clusters = new NameClusters(names, THRESHOLD, NAMES);
        assertThat(clusters.links()).hasSizeGreaterThan(15);
        Collections.shuffle(names, random);
        assertThat(new NameClusters(names, THRESHOLD, NAMES).links()).isEqualTo(clusters.links());
        Map<String, NamedEntity> byId = new TreeMap<>();
        names.forEach(name -> byId.put(name.id(), name));
        for (EntityLink link : clusters.links().values()) {
            assertThat(link.id()).isEqualTo(Ids.link(link.entity()));
            assertThat(RankedName.of(byId.get(link.target()), true))
                    .as("links lead upwards")
                    .isLessThan(RankedName.of(byId.get(link.entity()), true));
            assertThat(byId).containsKey(clusters.root(link.entity()));
        }
    }

    @Test
    void namesOfDifferentSensesAreNeverOne() {
        NamedEntity elder = person("John Smith", "born 1820");
        NamedEntity younger = person("John Smith", "born 1950");
        NamedEntity unknown = entity("Person", "John Smith");
        NamedEntity doctor = person("Dr. John Smith", "born 1950");
        NamedEntity initial = entity("Person", "J. Smith");
        assertThat(links(elder, unknown, initial)).as("one sense").containsOnlyKeys(unknown.id(), initial.id());
        assertThat(links(elder, younger, unknown, initial))
                .as("who could be two is nobody")
                .isEmpty();
        assertThat(links(elder, younger, doctor)).containsOnlyKeys(doctor.id());
        assertThat(links(elder, younger, doctor).get(doctor.id()).target()).isEqualTo(younger.id());
    }

    @Test
    void aNameWithoutASenseIsNotGivenOneOfTwo() {
        NamedEntity longer = entity("Person", "John Quincy Smith");
        NamedEntity elder = person("John Smith", "born 1820");
        NamedEntity younger = person("John Smith", "born 1950");
        assertThat(links(longer, elder)).containsOnlyKeys(elder.id());
        assertThat(links(longer, younger)).containsOnlyKeys(younger.id());
        assertThat(links(longer, elder, younger)).isEmpty();
        assertThat(links(person("John Quincy Smith", "born 1950"), elder, younger))
                .containsOnlyKeys(younger.id());
    }

    /** Albert is Einstein in one document and a prince in another: in his block it is not known which Einstein. */
    @Test
    void aNameThatIsAGuestIsGivenNoSense() {
        NamedEntity prince = person("Albert", "born 1819");
        NamedEntity called = entity("Person", "Albert Einstein", "Albert");
        NamedEntity physicist = person("Albert Einstein", "born 1879");
        assertThat(links(prince, called, physicist)).containsOnlyKeys(called.id());
        assertThat(links(prince, called, physicist).get(called.id()).target()).isEqualTo(physicist.id());
    }

    @Test
    void whatTwoCouldBeInASecondPassIsNeither() {
        NamedEntity longer = entity("Person", "John Quincy Smith");
        NamedEntity mistyped = entity("Person", "John Smitth");
        assertThat(links(longer, mistyped, person("John Smith", "born 1820"), person("John Smith", "born 1950")))
                .isEmpty();
    }

    @Test
    void noClusterHasTwoSenses() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> given = List.of("John", "J.", "John Quincy", "John Q.", "Jon", "Ann", "Dr. John");
        for (int round = 0; round < 300; round++) {
            Map<String, NamedEntity> names = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                String sense = random.nextBoolean() ? null : "born " + (1950 + random.nextInt(3));
                String name = given.get(random.nextInt(given.size()))
                        + List.of(" Smith", " Smyth", " Lee", "").get(random.nextInt(4));
                String alias = List.of("Smith", "John", "Ann Lee", "Lee").get(random.nextInt(4));
                NamedEntity person = sense != null
                        ? person(name, sense)
                        : random.nextBoolean() ? entity("Person", name) : entity("Person", name, alias);
                names.put(person.id(), person);
            }
            NameClusters clusters = new NameClusters(names.values(), THRESHOLD, NAMES);
            Map<String, String> senses = new TreeMap<>();
            for (NamedEntity name : names.values()) {
                if (name.sense() != null) {
                    assertThat(senses.putIfAbsent(clusters.root(name.id()), name.sense()))
                            .as("%s of %s", name, clusters.links())
                            .isIn(null, name.sense());
                }
            }
        }
    }

    private static NamedEntity person(String name, String sense) {
        return new NamedEntity(Ids.entity("Person", name, sense), "Person", sense, name, List.of());
    }

    @Test
    void anyTextIsAName() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Integer> odd = List.of(
                0, 9, 0x20, 0x26, 0x27, 0x2e, 0x41, 0x61, 0xa0, 0xad, 0x130, 0x2019, 0x301, 0x661, 0x200d, 0xd800,
                0xdc00, 0xfeff, 0xfffe, 0x1f600, 0xe0041);
        Map<String, NamedEntity> names = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int letter = random.nextInt(6); letter >= 0; letter--) {
                name.appendCodePoint(odd.get(random.nextInt(odd.size())));
            }
            String type =
                    List.of("Person", "Organization", "Location", "Measurement").get(random.nextInt(4));
            NamedEntity plain = entity(type, name.toString(), name.reverse().toString());
            NamedEntity entity = random.nextInt(4) > 0
                    ? plain
                    : new NamedEntity(plain.id(), type, "born 1950", plain.name(), plain.aliases());
            names.put(entity.id(), entity);
            RankedName ranked = RankedName.of(entity, true);
            assertThat(RankedName.read(ranked.stored())).isEqualTo(ranked);
            assertThat(Blocks.of(entity).values().stream().filter(home -> home))
                    .hasSize(type.equals("Measurement") ? 0 : 1);
        }
        List<NamedEntity> shuffled = new ArrayList<>(names.values());
        Collections.shuffle(shuffled, random);
        assertThat(new NameClusters(shuffled, THRESHOLD, NAMES).links())
                .isEqualTo(new NameClusters(names.values(), THRESHOLD, NAMES).links())
                .isNotEmpty();
    }

    /** What letters alone tell must be so: a pair that is passed over is never compared. */
    @Test
    void lettersAloneTellNothingWrong() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int alike = 0;
        for (int i = 0; i < 20_000; i++) {
            String word = word(random, 5 + random.nextInt(9));
            StringBuilder other = new StringBuilder(word);
            for (int edit = random.nextInt(4); edit > 0 && other.length() > 2; edit--) {
                int at = 1 + random.nextInt(other.length() - 1);
                switch (random.nextInt(3)) {
                    case 0 -> other.setCharAt(at, word(random, 1).charAt(0));
                    case 1 -> other.deleteCharAt(at);
                    default -> other.insert(at, word(random, 1));
                }
            }
            List<String> one = List.of("same", word);
            List<String> two = List.of("same", other.toString());
            double threshold = 0.6 + random.nextInt(5) / 10.0;
            if (Similarity.of(one, two, threshold) > 0) {
                alike++;
                assertThat(Similarity.differs(Similarity.letters(one), Similarity.letters(two), one, threshold))
                        .as("%s and %s at %s", one, two, threshold)
                        .isFalse();
            }
        }
        assertThat(alike).isGreaterThan(1_000);
        assertThat(Similarity.differs(
                        Similarity.letters(List.of("abcdef")),
                        Similarity.letters(List.of("aghijk")),
                        List.of("abcdef"),
                        THRESHOLD))
                .as("it does tell")
                .isTrue();
    }

    private static String word(Random random, int letters) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    /** The id, the block and the rank of an entity must not depend on how its most used name is written. */
    @Test
    void namesOfOneIdHaveOneBlockAndOneRank() {
        for (String name :
                List.of("u.s. Steel", "U.S. STEEL", " \u201cU.S. Steel\u201d ", "U.S. Steel's", "U.S.  Steel")) {
            assertThat(Ids.entity("Organization", name)).isEqualTo(Ids.entity("Organization", "U.S. Steel"));
            NamedEntity written = entity("Organization", name);
            assertThat(Blocks.of(written)).isEqualTo(Blocks.of(entity("Organization", "U.S. Steel")));
            assertThat(RankedName.of(written, true).rank())
                    .isEqualTo(RankedName.of(entity("Organization", "U.S. Steel"), true)
                            .rank());
        }
    }

    private static NamedEntity entity(String type, String name, String... aliases) {
        return new NamedEntity(Ids.entity(type, name), type, name, Arrays.asList(aliases));
    }

    private static EntityLink link(NamedEntity entity, NamedEntity target, Rule rule, int confidence, String via) {
        return new EntityLink(Ids.link(entity.id()), entity.id(), target.id(), rule, confidence, via);
    }

    private static Map<String, EntityLink> links(NamedEntity... names) {
        return new NameClusters(List.of(names), THRESHOLD, NAMES).links();
    }
}
