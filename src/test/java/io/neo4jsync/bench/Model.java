package io.neo4jsync.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Which rows there are: what a stream of changes must know to make changes that are possible. */
final class Model {

  /** The numbers of a table's rows. */
  static final class Live {

    private int[] numbers;
    private int size;
    private int next;

    private Live() {
      numbers = new int[1024];
    }

    private Live(Live other) {
      numbers = other.numbers.clone();
      size = other.size;
      next = other.next;
    }

    int size() {
      return size;
    }

    /** So many new ones. */
    int[] add(int count) {
      int[] added = new int[count];
      for (int i = 0; i < count; i++) {
        if (size == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * size);
        }
        added[i] = next;
        numbers[size++] = next++;
      }
      return added;
    }

    int any(SplittableRandom random) {
      return numbers[random.nextInt(size)];
    }

    /** So many different ones, or all. */
    int[] any(SplittableRandom random, int count) {
      Set<Integer> chosen = new LinkedHashSet<>();
      while (chosen.size() < Math.min(count, size)) {
        chosen.add(any(random));
      }
      return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Takes so many away; leaves at least a tenth as many as there have ever been. */
    int[] remove(SplittableRandom random, int count) {
      int removed = Math.max(0, Math.min(count, size - next / 10));
      int[] gone = new int[removed];
      for (int i = 0; i < removed; i++) {
        int at = random.nextInt(size);
        gone[i] = numbers[at];
        numbers[at] = numbers[--size];
      }
      return gone;
    }
  }

  private final Map<String, Live> tables = new HashMap<>();
  private final Map<String, Set<Long>> pairs = new HashMap<>();
  private final Map<Integer, Integer> rolesOfTools = new HashMap<>();

  Model() {}

  /** A copy that goes its own way. */
  Model(Model other) {
    other.tables.forEach((table, live) -> tables.put(table, new Live(live)));
    other.pairs.forEach((table, used) -> pairs.put(table, new HashSet<>(used)));
    rolesOfTools.putAll(other.rolesOfTools);
  }

  Live of(String table) {
    return tables.computeIfAbsent(table, name -> new Live());
  }

  /** Ends for new rows of a junction table: pairs that no row has named yet. */
  Integer[][] newPairs(
      String table, int[] numbers, String from, String to, SplittableRandom random) {
    Integer[][] ends = new Integer[2][numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      do {
        ends[0][i] = of(from).any(random);
        ends[1][i] = of(to).any(random);
      } while (!take(table, ends[0][i], ends[1][i]));
      if (table.equals("role_tools")) {
        rolesOfTools.put(numbers[i], ends[0][i]);
      }
    }
    return ends;
  }

  /** For rows of role_tools other tools, in pairs that no row has named yet. */
  Integer[] otherTools(int[] numbers, SplittableRandom random) {
    Integer[] tools = new Integer[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      do {
        tools[i] = of("tools").any(random);
      } while (!take("role_tools", rolesOfTools.get(numbers[i]), tools[i]));
    }
    return tools;
  }

  private boolean take(String table, int from, int to) {
    return pairs.computeIfAbsent(table, name -> new HashSet<>()).add(((long) from << 32) | to);
  }

  /** So many numbers of rows of a table, for rows that refer to them. */
  Integer[] references(String table, int count, SplittableRandom random) {
    Integer[] references = new Integer[count];
    Live live = of(table);
    for (int i = 0; i < count; i++) {
      references[i] = live.size() == 0 ? null : (Integer) live.any(random);
    }
    return references;
  }

  long rows() {
    return tables.values().stream().mapToLong(Live::size).sum();
  }
}
