package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RandomWorkload;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;

/** The real ontology, loaded and then changed at random, ends up in the graph exactly. */
class LiveSyncIT {

  @Test
  void loadedAfterInstallWithoutForeignKeysThenChangedAtRandom() throws Exception {
    String url = Databases.newDatabase();
    Driver driver = Databases.emptyGraph();
    Oracle oracle = new Oracle(url, driver);
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url)) {
      VitalOntology.createSchema(connection);
      assertThat(sync.install()).hasSize(21).allMatch(line -> line.good());
      VitalOntology.loadData(connection);
      VitalOntology.addConstraints(connection);
      sync.start().drain();
      assertThat(sync.queue().failures(5)).isEmpty();
      oracle.assertEqual();
      assertThat(oracle.counts().nodes()).isGreaterThan(5_000);

      new RandomWorkload(url, 42).truncating().run(1_500);
      sync.drain();
      assertThat(sync.queue().failures(5)).isEmpty();
      oracle.assertEqual();
    }
  }
}
