package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.KnownPeer;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.model.WorkerView;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The peers of which this one has heard. */
@RestController
@Tag(name = "network")
final class WorkerController {
  private final CoordinationService service;

  WorkerController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping(path = "/api/v1/workers", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listWorkers",
      summary = "List the peers of which this one has heard",
      description =
          "Itself included, in the order of their ids. They announce themselves now and"
              + " then, so a load is a hint and a peer may be gone.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.Workers list(
      @Parameter(description = "Only peers that do this work type, such as echo.")
          @RequestParam(name = "type", required = false)
          @Nullable String type,
      @PageLimit @RequestParam(name = "limit", required = false) @Nullable String limit,
      @PageCursor @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    WorkType wanted = Parameters.workType(type);
    Optional<PeerId> after = Cursors.peer(cursor);
    int most = Parameters.limit(limit);
    List<KnownPeer> found =
        service.workers().stream()
            .filter(peer -> after.isEmpty() || after.get().compareTo(idOf(peer)) < 0)
            .filter(peer -> wanted == null || peer.announcement().workTypes().contains(wanted))
            .limit(most + 1L)
            .toList();
    boolean more = found.size() > most;
    List<KnownPeer> shown = more ? found.subList(0, most) : found;
    return new Page.Workers(
        shown.stream().map(WorkerView::of).toList(),
        more ? Cursors.of(idOf(shown.getLast())) : null);
  }

  private static PeerId idOf(KnownPeer peer) {
    return peer.announcement().peer();
  }
}
