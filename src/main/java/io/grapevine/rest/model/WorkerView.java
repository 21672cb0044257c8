package io.grapevine.rest.model;

import io.grapevine.coordination.KnownPeer;
import io.grapevine.job.Announcement;
import io.grapevine.job.WorkType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer of which this one has heard. */
@Schema(name = "Worker", description = "A peer of which this one has heard.")
public record WorkerView(
    String peerId,
    @Schema(description = "What it does; empty for a peer that only asks.") List<String> workTypes,
    @Schema(description = "As it last said; null for a peer that does no work.")
        @Nullable LoadView load,
    @Schema(description = "When it was last heard.") Instant lastSeen,
    @Schema(description = "Version of its software.") String version,
    @Schema(description = "Whether it is the peer that answers.") boolean self) {

  /** The view of a peer. */
  public static WorkerView of(KnownPeer known) {
    Announcement said = known.announcement();
    return new WorkerView(
        said.peer().toString(),
        said.workTypes().stream().map(WorkType::name).toList(),
        LoadView.ofNullable(said.load()),
        known.lastSeen(),
        said.version(),
        known.self());
  }
}
