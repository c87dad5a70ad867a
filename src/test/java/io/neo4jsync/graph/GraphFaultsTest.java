package io.neo4jsync.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.graph.GraphFaults.Fault;
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
    assertThat(GraphFaults.of(new ClientException(code, "no"))).isEqualTo(Fault.ROWS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Security.Forbidden",
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.ClientError.Cluster.NotALeader",
        "Neo.ClientError.General.ReadOnly",
        "Neo.ClientError.Transaction.TransactionNotFound"
      })
  void whatIsTheServersIsNot(String code) {
    assertThat(GraphFaults.of(new ClientException(code, "no"))).isEqualTo(Fault.SERVER);
  }

  @Test
  void aLostConnectionIsNot() {
    assertThat(GraphFaults.of(new ServiceUnavailableException("gone"))).isEqualTo(Fault.SERVER);
    assertThat(GraphFaults.of(new SessionExpiredException("gone"))).isEqualTo(Fault.SERVER);
    assertThat(of("Neo.TransientError.Transaction.DeadlockDetected")).isEqualTo(Fault.SERVER);
  }

  @Test
  void tooMuchAtOnceIsToldApart() {
    assertThat(of("Neo.TransientError.General.MemoryPoolOutOfMemoryError")).isEqualTo(Fault.MEMORY);
    assertThat(of("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"))
        .isEqualTo(Fault.TIME);
    assertThat(of("Neo.DatabaseError.General.UnknownError")).isEqualTo(Fault.UNKNOWN);
  }

  private static Fault of(String code) {
    return GraphFaults.of(new TransientException(code, "again"));
  }
}
