package io.neo4jsync.insights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Components, by union-find. */
final class Islands {

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> parents = new HashMap<>();

  void add(String node, String name) {
    names.put(node, name);
    parents.put(node, node);
  }

  /** Joins the components of the two, if they are there. */
  void connect(String one, String other) {
    if (parents.containsKey(one) && parents.containsKey(other)) {
      parents.put(root(one), root(other));
    }
  }

  private String root(String node) {
    String root = node;
    while (!parents.get(root).equals(root)) {
      parents.put(root, parents.get(parents.get(root)));
      root = parents.get(root);
    }
    return root;
  }

  /** The smallest name of its component for each node outside the largest one. */
  Map<String, String> names() {
    Map<String, TreeSet<String>> components = new HashMap<>();
    names.forEach(
        (node, name) -> components.computeIfAbsent(root(node), r -> new TreeSet<>()).add(name));
    List<String> roots = new ArrayList<>(components.keySet());
    roots.sort(
        Comparator.comparing((String root) -> -components.get(root).size())
            .thenComparing(root -> components.get(root).first()));
    Map<String, String> islands = new HashMap<>();
    names
        .keySet()
        .forEach(
            node -> {
              if (!root(node).equals(roots.get(0))) {
                islands.put(node, components.get(root(node)).first());
              }
            });
    return islands;
  }
}
