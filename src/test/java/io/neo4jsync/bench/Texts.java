package io.neo4jsync.bench;

import java.util.SplittableRandom;

/** Prose without meaning; the same seed gives the same. It compresses about as prose does. */
final class Texts {

  private static final String[] SYLLABLES =
      ("re con ta pro si di ma lo ver ca me tion al en er in de so per ti co ri la no ment us pa ne"
              + " tor vi ge fi lan mo bi du ra ste po gen")
          .split(" ");

  private static final int WORDS = 4_000;

  private final SplittableRandom random;
  private final String[] words = new String[WORDS];

  Texts(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      for (int syllables = 1 + random.nextInt(4); syllables > 0; syllables--) {
        word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      words[i] = word.toString();
    }
  }

  /** A text of exactly so many characters. */
  String prose(int characters) {
    StringBuilder text = new StringBuilder(characters + 16);
    while (text.length() < characters) {
      // some words are much more frequent than others
      double rank = random.nextDouble();
      text.append(words[(int) (rank * rank * WORDS)]).append(' ');
    }
    text.setLength(characters);
    return text.toString();
  }

  /** Prose of some length between the two. */
  String prose(int least, int most) {
    return prose(least + random.nextInt(most - least + 1));
  }

  /** A JSON object of about so many characters. */
  String json(int characters) {
    StringBuilder json = new StringBuilder("{\"sections\": [");
    for (int n = 1; json.length() < characters; n++) {
      json.append(n == 1 ? "" : ", ")
          .append("{\"title\": \"%s\", ".formatted(prose(20)))
          .append("\"weight\": %d, ".formatted(random.nextInt(1000)))
          .append(
              "\"text\": \"%s\"}".formatted(prose(Math.min(250, Math.max(1, characters - 70)))));
    }
    return json.append("]}").toString();
  }
}
