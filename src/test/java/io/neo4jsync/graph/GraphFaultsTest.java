package io.neo4jsync.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

class GraphFaultsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Neo.ClientError.Statement.TypeError",
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.ClientError.Statement.ArgumentError",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Procedure.ProcedureCallFailed"
      })
  void whatIsInTheStatementIsTheRowsFault(String code) {
    assertThat(GraphFaults.isFaultOfRows(new ClientException(code, "no"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Security.Forbidden",
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.ClientError.Cluster.NotALeader",
        "Neo.ClientError.General.ReadOnly",
        "Neo.ClientError.Transaction.TransactionTimedOut"
      })
  void whatIsTheServersIsNot(String code) {
    assertThat(GraphFaults.isFaultOfRows(new ClientException(code, "no"))).isFalse();
  }

  @Test
  void aLostConnectionIsNot() {
    assertThat(GraphFaults.isFaultOfRows(new ServiceUnavailableException("gone"))).isFalse();
    assertThat(GraphFaults.isFaultOfRows(new SessionExpiredException("gone"))).isFalse();
    assertThat(
            GraphFaults.isFaultOfRows(
                new TransientException("Neo.TransientError.Transaction.DeadlockDetected", "again")))
        .isFalse();
  }
}
