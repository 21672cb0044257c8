package io.grapevine.rest;

import io.grapevine.coordination.BatchService;
import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.CoordinationService.Cancellation;
import io.grapevine.coordination.JobPage;
import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.Submission;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.ShareContent;
import io.grapevine.rest.model.BatchView;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Batches: submit, look up, list, cancel. */
@RestController
@RequestMapping(path = BatchController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "batches")
final class BatchController {
  static final String PATH = "/api/v1/batches";

  private final CoordinationService service;
  private final BatchService batches;
  private final Submissions submissions;
  private final String clientHeader;

  BatchController(CoordinationService service, BatchService batches, RestProperties properties) {
    this.service = service;
    this.batches = batches;
    this.submissions = new Submissions(service, properties.waitMax());
    this.clientHeader = properties.clientHeader();
  }

  @PostMapping(consumes = {ShareContent.ITEMS_MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  @Operation(
      operationId = "submitBatch",
      summary = "Submit up to 10 000 items of one type as one request",
      description =
          "The body has one item per line, each a JSON value of at most 1 MiB that fits the schema"
              + " of the work type; or it is one JSON document with the members type and items. If"
              + " an item is wrong, nothing is submitted. Several workers share the items.",
      parameters = {
        @Parameter(
            name = "type",
            in = ParameterIn.QUERY,
            description = "Which handler is needed; required unless it is in the body.",
            example = "echo",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "timeout",
            in = ParameterIn.QUERY,
            description = "How long the whole batch may take. Left out: the most that is allowed.",
            example = "PT10M",
            schema = @Schema(type = "string", format = "duration")),
        @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "A mark as name=value; may be repeated.",
            array = @ArraySchema(schema = @Schema(type = "string"))),
        @Parameter(
            name = "maxAttempts",
            in = ParameterIn.QUERY,
            description = "How often an item may be started at a worker.",
            schema = @Schema(type = "integer", minimum = "1")),
        @Parameter(
            name = "delivery",
            in = ParameterIn.QUERY,
            description = "As for a job; holds for each item.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"AT_LEAST_ONCE", "AT_MOST_ONCE"})),
        @Parameter(
            name = "priority",
            in = ParameterIn.QUERY,
            description = "Class of the batch and of its shares among the jobs of this peer.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"HIGH", "NORMAL", "LOW"})),
        @Parameter(
            name = "policy",
            in = ParameterIn.QUERY,
            description = "Rule by which the workers of the parts are chosen, as for a job.",
            schema = @Schema(implementation = SelectionPolicy.class)),
        @Parameter(
            name = "requirements",
            in = ParameterIn.QUERY,
            description = "What is asked of the workers, as JSON in the form that a job has.",
            example = "{\"hard\":[{\"attribute\":\"region\",\"is\":\"EQUALS\",\"value\":\"eu\"}]}",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "worker",
            in = ParameterIn.QUERY,
            description = "A peer that may have parts of the batch; may be repeated. None: any.",
            array = @ArraySchema(schema = @Schema(type = "string")))
      },
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = ShareContent.ITEMS_MEDIA_TYPE,
                    schema = @Schema(type = "string"),
                    examples = @ExampleObject(name = "echo", value = "{\"n\":1}\n{\"n\":2}\n")),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(type = "object"),
                    examples =
                        @ExampleObject(
                            name = "echo",
                            value = "{\"type\":\"echo\",\"items\":[{\"n\":1},{\"n\":2}]}"))
              }),
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "The batch is safe and under way.",
            headers = @Header(name = "Location", description = "Where the batch is."),
            content = @Content(schema = @Schema(implementation = BatchView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "The batch is finished: Prefer: wait was met in time.",
            headers = {
              @Header(name = "Location", description = "Where the batch is."),
              @Header(name = "Preference-Applied", description = "The wait that was granted.")
            },
            content = @Content(schema = @Schema(implementation = BatchView.class)))
      })
  @AnswersProblems({
    ProblemType.MALFORMED_JSON,
    ProblemType.INVALID_BATCH,
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
  ResponseEntity<BatchView> submit(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(
              description =
                  "The client's own name for this request, 1 to 255 printable ASCII characters: the"
                      + " same key with the same request gives the same batch.")
          @RequestHeader(name = "Idempotency-Key", required = false)
          @Nullable String idempotencyKey,
      @Patience @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
    Job batch = accepted(read(request, Parameters.idempotencyKey(idempotencyKey)));
    return submissions.answer(PATH, batch, prefer, this::view, BatchController::bare);
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getBatch", summary = "Look at a batch")
  @AnswersProblems(ProblemType.BATCH_NOT_FOUND)
  BatchView find(@PathVariable("id") @Schema(format = "uuid") String id) {
    return view(batch(id));
  }

  @GetMapping
  @Operation(
      operationId = "listBatches",
      summary = "List the batches that were submitted to this peer",
      description = "The newest first.")
  @AnswersProblems(ProblemType.INVALID_REQUEST)
  Page.Batches list(
      @Parameter(description = "Only batches of this work type, such as echo.")
          @RequestParam(name = "type", required = false)
          @Nullable String type,
      @PageLimit @RequestParam(name = "limit", required = false) @Nullable String limit,
      @PageCursor @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    JobPage page =
        service.list(
            new JobQuery(
                null,
                Parameters.workType(type),
                Map.of(),
                null,
                null,
                null,
                Cursors.job(cursor),
                Parameters.limit(limit),
                new JobQuery.Scope.Batches()));
    JobId next = page.next();
    return new Page.Batches(
        page.jobs().stream().map(this::view).toList(), next == null ? null : Cursors.of(next));
  }

  @PostMapping("/{id}/cancel")
  @Operation(
      operationId = "cancelBatch",
      summary = "Call a batch off",
      description = "Items that have a result keep it.",
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "The batch is being called off.",
              content = @Content(schema = @Schema(implementation = BatchView.class))))
  @AnswersProblems({ProblemType.BATCH_NOT_FOUND, ProblemType.JOB_FINISHED})
  ResponseEntity<BatchView> cancel(@PathVariable("id") @Schema(format = "uuid") String id) {
    Job batch = batch(id);
    Cancellation answer =
        service
            .cancel(batch.id(), "called off by the client")
            .orElseThrow(() -> Parameters.batchNotFound(id));
    if (answer.tooLate()) {
      throw ProblemException.of(
          ProblemType.JOB_FINISHED,
          "The batch is %s already and cannot be called off.".formatted(answer.job().status()));
    }
    return ResponseEntity.accepted().body(view(answer.job()));
  }

  private JobRequest read(HttpServletRequest request, @Nullable String key) {
    BatchOptions options = new BatchOptions(request);
    String client = Parameters.client(request, clientHeader);
    MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    try {
      if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
        BatchDocumentReader.Document document =
            BatchDocumentReader.read(request.getInputStream().readAllBytes());
        return options.request(document.type(), document.items(), client, key);
      }
      return options.request(null, BatchItemsReader.read(request.getInputStream()), client, key);
    } catch (IOException broken) {
      // As Spring says it of bodies that it reads itself: too large, or cut off.
      throw new HttpMessageNotReadableException(
          "the body cannot be read", broken, new ServletServerHttpRequest(request));
    }
  }

  private Job accepted(JobRequest request) {
    Submission submission = service.submit(request);
    if (submission instanceof Submission.InvalidPayload invalid) {
      throw Faults.ofItems(invalid.errors());
    }
    return Submissions.accepted(submission);
  }

  private Job batch(String id) {
    JobId batch = JobId.parse(id).orElseThrow(() -> Parameters.batchNotFound(id));
    return service
        .find(batch)
        .filter(job -> job.spec().isBatch())
        .orElseThrow(() -> Parameters.batchNotFound(id));
  }

  private BatchView view(Job batch) {
    return batches
        .figures(batch.id())
        .map(figures -> BatchView.of(batch, figures))
        .orElseGet(() -> bare(batch));
  }

  /** A batch of which nothing is known but that it was accepted. */
  private static BatchView bare(Job batch) {
    int items = ShareContent.items(batch.spec().payload()).size();
    return BatchView.of(batch, new BatchFigures(items, 0, 0, 0, 0, 0));
  }
}
