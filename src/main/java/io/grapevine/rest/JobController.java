package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.CoordinationService.Cancellation;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.rest.model.JobSubmission;
import io.grapevine.rest.model.JobView;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Jobs: submit, look up, cancel. */
@RestController
@RequestMapping(path = JobController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "jobs")
final class JobController {
  static final String PATH = "/api/v1/jobs";

  private final CoordinationService service;
  private final String clientHeader;
  private final JobViews views;
  private final Submissions submissions;

  JobController(CoordinationService service, RestProperties properties) {
    this.service = service;
    this.views = new JobViews(service);
    this.clientHeader = properties.clientHeader();
    this.submissions = new Submissions(service, properties.waitMax());
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "submitJob",
      summary = "Submit a job",
      description =
          "The answer comes as soon as the job is safe; what becomes of it is seen at its Location."
              + " With Prefer: wait=N the answer is held back for up to N seconds, in the hope that"
              + " it can carry the outcome.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = JobSubmission.class),
                      examples = {
                        @ExampleObject(
                            name = "echo",
                            summary = "Get the payload back",
                            value = Examples.ECHO),
                        @ExampleObject(
                            name = "echo-slow",
                            summary = "Get it back after two seconds",
                            value = Examples.ECHO_SLOW),
                        @ExampleObject(
                            name = "echo-choosy",
                            summary = "Say which worker may have it, and how urgent it is",
                            value = Examples.ECHO_CHOOSY),
                        @ExampleObject(
                            name = "web-scrape",
                            summary = "Read a web page (this one, in a local network)",
                            value = Examples.WEB_SCRAPE),
                        @ExampleObject(
                            name = "http",
                            summary = "Have a configured endpoint do it",
                            value = Examples.HTTP)
                      })),
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "The job is safe and under way.",
            headers = @Header(name = "Location", description = "Where the job is."),
            content = @Content(schema = @Schema(implementation = JobView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "The job is finished: Prefer: wait was met in time.",
            headers = {
              @Header(name = "Location", description = "Where the job is."),
              @Header(name = "Preference-Applied", description = "The wait that was granted.")
            },
            content = @Content(schema = @Schema(implementation = JobView.class)))
      })
  @AnswersProblems({
    ProblemType.MALFORMED_JSON,
    ProblemType.INVALID_JOB,
    ProblemType.INVALID_REQUEST,
    ProblemType.IDEMPOTENCY_CONFLICT,
    ProblemType.CONTENT_TOO_LARGE,
    ProblemType.UNSUPPORTED_MEDIA_TYPE,
    ProblemType.QUOTA_EXCEEDED,
    ProblemType.OVERLOADED,
    ProblemType.QUEUE_FULL,
    ProblemType.STORAGE_UNAVAILABLE,
    ProblemType.NOT_ACCEPTING
  })
  ResponseEntity<JobView> submit(
      @RequestBody byte[] body,
      @Parameter(
              name = "X-Client-Id",
              in = ParameterIn.HEADER,
              description =
                  "Who the client says it is, 1 to 128 printable ASCII characters, for its quota;"
                      + " without it, its address. The name of the header can be configured.",
              schema = @Schema(type = "string", maxLength = 128))
          HttpServletRequest request,
      @Parameter(
              description =
                  "The client's own name for this request, 1 to 255 printable ASCII characters: the"
                      + " same key with the same request gives the same job.")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String idempotencyKey,
      @Patience @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
    Job job =
        submissions.accepted(
            JobSubmissionReader.read(body)
                .toRequest(
                    Parameters.client(request, clientHeader),
                    Parameters.idempotencyKey(idempotencyKey)));
    return submissions.answer(PATH, job, prefer, views::full, bare -> JobView.of(bare, null));
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getJob", summary = "Look at a job")
  @AnswersProblems(ProblemType.JOB_NOT_FOUND)
  JobView find(@PathVariable("id") @Schema(format = "uuid") String id) {
    JobId jobId = Parameters.jobId(id);
    return views.full(service.find(jobId).orElseThrow(() -> Parameters.jobNotFound(id)));
  }

  @PostMapping("/{id}/cancel")
  @Operation(
      operationId = "cancelJob",
      summary = "Call a job off",
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "The job is being called off.",
              content = @Content(schema = @Schema(implementation = JobView.class))))
  @AnswersProblems({ProblemType.JOB_NOT_FOUND, ProblemType.JOB_FINISHED})
  ResponseEntity<JobView> cancel(@PathVariable("id") @Schema(format = "uuid") String id) {
    Cancellation answer =
        service
            .cancel(Parameters.jobId(id), "called off by the client")
            .orElseThrow(() -> Parameters.jobNotFound(id));
    if (answer.tooLate()) {
      throw ProblemException.of(
          ProblemType.JOB_FINISHED,
          "The job is %s already and cannot be called off.".formatted(answer.job().status()));
    }
    return ResponseEntity.accepted().body(views.full(answer.job()));
  }
}
