package io.grapevine.rest.model;

import io.grapevine.coordination.JobRequest;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of a submission that say how the work is to be done, beside what it is; checked, in
 * the form in which they were sent, absent where they were left out.
 */
public record JobOptions(
    @Nullable String timeout,
    @Nullable SortedMap<String, String> labels,
    @Nullable Integer maxAttempts,
    @Nullable Delivery delivery,
    @Nullable RequirementsView requirements,
    @Nullable SelectionPolicy policy,
    @Nullable Priority priority,
    @Nullable Boolean hedged,
    @Nullable String attemptTimeout,
    @Nullable List<String> workers) {

  /**
   * The request for a job of this type and with this payload.
   *
   * @param client who asks
   * @param idempotencyKey absent if the client gave none
   */
  public JobRequest toRequest(
      WorkType type, Content payload, String client, @Nullable String idempotencyKey) {
    return new JobRequest(
        type,
        payload,
        duration(timeout),
        labels == null ? Collections.emptySortedMap() : labels,
        maxAttempts,
        delivery == null ? Delivery.AT_LEAST_ONCE : delivery,
        toPreferences(),
        client,
        idempotencyKey);
  }

  private Preferences toPreferences() {
    return new Preferences(
        requirements == null ? Requirements.NONE : requirements.toRequirements(),
        policy,
        priority == null ? Priority.NORMAL : priority,
        duration(attemptTimeout),
        hedged != null && hedged,
        peers(workers == null ? List.of() : workers));
  }

  private static TreeSet<PeerId> peers(List<String> texts) {
    TreeSet<PeerId> peers = new TreeSet<>();
    for (String text : texts) {
      try {
        peers.add(PeerId.parse(text));
      } catch (IOException unchecked) {
        throw new IllegalStateException("the members have been checked", unchecked);
      }
    }
    return peers;
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Duration.parse(text);
  }
}
