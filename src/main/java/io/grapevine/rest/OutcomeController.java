package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.OutcomePage;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.rest.model.OutcomeView;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
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
      summary = "List the outcomes of which this peer has heard",
      description =
          "Of jobs of all requesters, the one heard last first. The signatures of each"
              + " were checked.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.Outcomes list(
      @Parameter(description = "Most items in the page.")
          @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "50")
          @RequestParam(name = "limit", required = false)
          @Nullable String limit,
      @Parameter(description = "The nextCursor of the page before.")
          @RequestParam(name = "cursor", required = false)
          @Nullable String cursor) {
    OutcomePage page =
        service.outcomes(new OutcomeQuery(Cursors.position(cursor), Parameters.limit(limit)));
    Long next = page.next();
    return new Page.Outcomes(
        page.outcomes().stream().map(OutcomeView::of).toList(),
        next == null ? null : Cursors.of(next));
  }
}
