package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself now and then, for the directory and the operator; no decision depends
 * on it being fresh.
 *
 * @param workTypes what it does; empty for a peer that only asks
 * @param load absent for a peer that does no work
 * @param version of its software
 */
public record Announcement(
    PeerId peer, SortedSet<WorkType> workTypes, @Nullable Load load, String version) {
  /** Copies the types. */
  public Announcement {
    workTypes = Collections.unmodifiableSortedSet(new TreeSet<>(workTypes));
  }
}
