package io.neo4jsync.leader;

import java.util.Optional;

/** Whether this instance leads, and under which epoch. */
public final class Leadership {

  /**
   * @param until the moment of {@link System#nanoTime} at which the lease runs out
   */
  private record Lead(long epoch, long until) {

    boolean isOver() {
      return System.nanoTime() - until >= 0;
    }
  }

  private volatile Lead lead;
  private volatile long raised;
  private volatile String fault;

  /**
   * The fencing token of this leadership: greater than that of every earlier leader.
   *
   * @throws NotLeadingException when this instance does not lead, or has heard nothing from
   *     PostgreSQL for as long as the lease lasts
   */
  public long epoch() {
    Lead current = lead;
    if (current == null || current.isOver()) {
      throw new NotLeadingException();
    }
    return current.epoch();
  }

  /** Whether this instance leads, and its lease has not run out. */
  public boolean isLeading() {
    Lead current = lead;
    return current != null && !current.isOver();
  }

  /** Whether the graph still has to learn of that epoch before anything is taken from the queue. */
  public boolean isFenceDue(long epoch) {
    return raised != epoch;
  }

  /** The graph refuses every leader before that epoch from now on. */
  public void fenceRaised(long epoch) {
    raised = epoch;
  }

  /** Why it cannot be found out who leads; empty while it can. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  void fault(String reason) {
    fault = reason;
  }

  void taken(long epoch, long until) {
    lead = new Lead(epoch, until);
  }

  void renewed(long until) {
    lead = new Lead(lead.epoch(), until);
  }

  void lost() {
    lead = null;
  }

  /** Whether the lead was taken and has not been given up, be its lease over or not. */
  boolean isHeld() {
    return lead != null;
  }

  /** The epoch of a lead that is held. */
  long heldEpoch() {
    return lead.epoch();
  }
}
