package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.rest.model.EventView;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The history of a job, as a list or as it grows. */
@RestController
@Tag(name = "jobs")
final class JobEventsController {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final CoordinationService service;
  private final EventStreams streams;

  JobEventsController(CoordinationService service, EventStreams streams) {
    this.service = service;
    this.streams = streams;
  }

  /** One method for both forms, since clients that accept anything would match two. */
  @GetMapping(
      path = JobController.PATH + "/{id}/events",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @Operation(
      operationId = "getJobEvents",
      summary = "Read the history of a job, or follow it",
      description =
          "As JSON: the history so far. As text/event-stream: the history and then every further"
              + " entry as it happens, until the outcome; the id of an event is its sequence, its"
              + " name is its kind, its data is the entry as JSON.",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The history so far, or the stream.",
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = Page.Events.class)),
              @Content(
                  mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                  schema = @Schema(type = "string"))
            }),
        @ApiResponse(
            responseCode = "204",
            description = "The client that resumes a stream has every entry already.",
            content = @Content)
      })
  @AnswersProblems({
    ProblemType.JOB_NOT_FOUND,
    ProblemType.INVALID_REQUEST,
    ProblemType.TOO_MANY_STREAMS
  })
  @Nullable ResponseEntity<Page.Events> events(
      @PathVariable("id") @Schema(format = "uuid") String id,
      @Parameter(description = "Id of the last event that the client has; later ones follow.")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response) {
    JobId job = Parameters.jobId(id);
    List<JobEvent> history = service.history(job);
    if (history.isEmpty()) {
      throw Parameters.jobNotFound(id);
    }
    if (!wantsStream(request)) {
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_JSON)
          .body(new Page.Events(views(history), null));
    }
    int sent = Parameters.lastEventId(lastEventId);
    if (sent >= history.size() && history.getLast() instanceof JobEvent.Concluded) {
      return ResponseEntity.noContent().build();
    }
    if (!streams.send(job, sent, response)) {
      throw ProblemException.passing(
          ProblemType.TOO_MANY_STREAMS,
          "As many event streams as allowed are open; try again, or ask for JSON.",
          RETRY_AFTER);
    }
    return null;
  }

  private static List<EventView> views(List<JobEvent> history) {
    List<EventView> views = new ArrayList<>(history.size());
    for (JobEvent event : history) {
      views.add(EventView.of(views.size() + 1, event));
    }
    return views;
  }

  private static boolean wantsStream(HttpServletRequest request) {
    List<MediaType> accepted =
        new ArrayList<>(MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT)));
    MimeTypeUtils.sortBySpecificity(accepted);
    return accepted.stream()
        .filter(type -> type.getQualityValue() > 0)
        .filter(
            type ->
                type.includes(MediaType.APPLICATION_JSON)
                    || type.includes(MediaType.TEXT_EVENT_STREAM))
        .findFirst()
        .filter(type -> !type.includes(MediaType.APPLICATION_JSON))
        .isPresent();
  }
}
