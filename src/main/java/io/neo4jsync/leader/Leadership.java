package io.neo4jsync.leader;

import java.util.Optional;

/** Whether this instance leads, and under which epoch. */
public final class Leadership {

  private volatile long epoch;
  private volatile long raised;
  private volatile String fault;

  /** The fencing token of this leadership: greater than that of every earlier leader. */
  public long epoch() {
    long current = epoch;
    if (current == 0) {
      throw new NotLeadingException();
    }
    return current;
  }

  public boolean isLeading() {
    return epoch != 0;
  }

  /** Whether the graph still has to learn of this epoch before anything is taken from the queue. */
  public boolean isFenceDue() {
    return epoch != 0 && raised != epoch;
  }

  /** The graph refuses every earlier leader from now on. */
  public void fenceRaised() {
    raised = epoch;
  }

  /** Why it cannot be found out who leads; empty while it can. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  void fault(String reason) {
    fault = reason;
  }

  void taken(long newEpoch) {
    epoch = newEpoch;
  }

  void lost() {
    epoch = 0;
  }
}
