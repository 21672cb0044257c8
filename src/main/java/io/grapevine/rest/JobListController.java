package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobPage;
import io.grapevine.coordination.JobQuery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.rest.model.JobView;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.model.ResultView;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The jobs that were submitted to this peer, page by page. */
@RestController
@RequestMapping(path = JobController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "jobs")
final class JobListController {
  private final CoordinationService service;

  JobListController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping
  @Operation(
      operationId = "listJobs",
      summary = "List the jobs that were submitted to this peer",
      description = "The newest first. All filters must hold.",
      parameters =
          @Parameter(
              name = "label",
              in = ParameterIn.QUERY,
              description = "A label that the job has, as name=value; may be repeated.",
              array = @ArraySchema(schema = @Schema(type = "string"))))
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.Jobs list(
      @Parameter(description = "Only jobs in this state.")
          @Schema(implementation = JobStatus.class)
          @RequestParam(name = "status", required = false)
          @Nullable String status,
      @Parameter(description = "Only jobs of this work type, such as echo.")
          @RequestParam(name = "type", required = false)
          @Nullable String type,
      @Parameter(description = "Only jobs whose latest attempt is at this peer.")
          @RequestParam(name = "worker", required = false)
          @Nullable String worker,
      @Parameter(
              description =
                  "The shares of this batch. Without it, only jobs that belong to no batch.")
          @Schema(format = "uuid")
          @RequestParam(name = "batch", required = false)
          @Nullable String batch,
      @Parameter(description = "Only later jobs.")
          @Schema(format = "date-time")
          @RequestParam(name = "submittedAfter", required = false)
          @Nullable String submittedAfter,
      @Parameter(description = "Only earlier jobs.")
          @Schema(format = "date-time")
          @RequestParam(name = "submittedBefore", required = false)
          @Nullable String submittedBefore,
      @PageLimit @RequestParam(name = "limit", required = false) @Nullable String limit,
      @PageCursor @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request) {
    // Read from the request itself: Spring would split a single value at its commas.
    String[] labels = request.getParameterValues("label");
    JobPage page =
        service.list(
            new JobQuery(
                Parameters.status(status),
                Parameters.workType(type),
                Parameters.labels(labels == null ? List.of() : Arrays.asList(labels)),
                Parameters.peer("worker", worker),
                Parameters.instant("submittedAfter", submittedAfter),
                Parameters.instant("submittedBefore", submittedBefore),
                Cursors.job(cursor),
                Parameters.limit(limit),
                Parameters.scope(batch)));
    JobId next = page.next();
    return new Page.Jobs(
        page.jobs().stream().map(job -> JobView.of(job, ResultView.summary(job))).toList(),
        next == null ? null : Cursors.of(next));
  }
}
