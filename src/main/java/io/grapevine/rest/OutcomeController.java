package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.OutcomePage;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.coordination.OutcomeRecords;
import io.grapevine.rest.model.OutcomeView;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.model.VerificationView;
import io.grapevine.rest.model.WorkTotalView;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The outcomes of which this peer has heard, whoever asked for the jobs. */
@RestController
@Tag(name = "network")
final class OutcomeController {
  private final CoordinationService service;

  OutcomeController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping(path = "/api/v1/outcomes", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listOutcomes",
      summary = "List the outcomes in this peer's ledger",
      description =
          "Of jobs of all requesters, the one heard last first. The requester's signature on each"
              + " was checked when it came; the worker's signature on the receipt is checked"
              + " later, in the background.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.Outcomes list(
      @Parameter(description = "Only outcomes with this status.")
          @RequestParam(name = "status", required = false)
          @Nullable String status,
      @Parameter(description = "Only outcomes of this requester, a peer id.")
          @RequestParam(name = "requester", required = false)
          @Nullable String requester,
      @Parameter(description = "Only outcomes with this worker, a peer id.")
          @RequestParam(name = "worker", required = false)
          @Nullable String worker,
      @Parameter(description = "Only outcomes of jobs of this type.")
          @RequestParam(name = "type", required = false)
          @Nullable String type,
      @Parameter(description = "Only outcomes heard at this time or later (RFC 3339).")
          @RequestParam(name = "since", required = false)
          @Nullable String since,
      @PageLimit @RequestParam(name = "limit", required = false) @Nullable String limit,
      @PageCursor @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    OutcomePage page =
        service.outcomes(
            new OutcomeQuery(
                Cursors.position(cursor),
                Parameters.limit(limit),
                Parameters.outcomeStatus(status),
                Parameters.peer("requester", requester),
                Parameters.peer("worker", worker),
                Parameters.workType(type),
                Parameters.instant("since", since)));
    Long next = page.next();
    return new Page.Outcomes(
        page.outcomes().stream().map(OutcomeView::of).toList(),
        next == null ? null : Cursors.of(next));
  }

  @GetMapping(path = "/api/v1/outcomes/verification", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "verifyOutcomes",
      summary = "Verify part of this peer's ledger",
      description =
          "Checks the hash chain and all signatures, those of the workers included. Costs this peer"
              + " a check of a signature for each envelope and each receipt.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  VerificationView verify(
      @Parameter(
              description = "Position of the first entry; entries that were dropped are left out.")
          @Schema(type = "integer", format = "int64", minimum = "1", defaultValue = "1")
          @RequestParam(name = "from", required = false)
          @Nullable String from,
      @Parameter(description = "Most entries.")
          @Schema(type = "integer", minimum = "1", maximum = "10000", defaultValue = "1000")
          @RequestParam(name = "limit", required = false)
          @Nullable String limit) {
    OutcomeRecords ledger = service.ledger();
    return VerificationView.of(
        ledger.verify(Parameters.from(from), Parameters.verificationLimit(limit)), ledger.head());
  }

  @GetMapping(path = "/api/v1/outcomes/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "sumOutcomes",
      summary = "Sum up the work that was done",
      description =
          "Over all outcomes that succeeded and whose receipts are signed by their workers, dropped"
              + " ones included, the longest run time first. The usage is what the receipts"
              + " state.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.WorkTotals totals(
      @Parameter(
              description = "worker: by who did the work; requester: by who asked for it.",
              required = true)
          @Schema(allowableValues = {"worker", "requester"})
          @RequestParam(name = "by", required = false)
          @Nullable String by,
      @Parameter(description = "Most items.")
          @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "50")
          @RequestParam(name = "limit", required = false)
          @Nullable String limit) {
    List<WorkTotalView> items =
        service.ledger().totals(Parameters.role(by)).stream()
            .limit(Parameters.limit(limit))
            .map(WorkTotalView::of)
            .toList();
    return new Page.WorkTotals(items, null, service.ledger().figures().unchecked());
  }
}
