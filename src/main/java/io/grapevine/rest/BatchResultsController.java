package io.grapevine.rest;

import io.grapevine.coordination.BatchLines;
import io.grapevine.coordination.BatchService;
import io.grapevine.job.JobId;
import io.grapevine.job.ShareContent;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What became of the items of a batch, written as fast as the client reads and no faster: one share
 * is in memory at a time, and the next one is read from the journal when the last is gone.
 */
@RestController
@Tag(name = "batches")
final class BatchResultsController {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Longest wait for the memory that others hold. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BatchService batches;
  private final Semaphore streams;
  private final Duration pause;
  private final ReadingRoom room;

  BatchResultsController(BatchService batches, RestProperties properties) {
    this.batches = batches;
    this.streams = new Semaphore(properties.eventStreamsMax());
    this.pause = properties.eventStreamHeartbeat();
    this.room = new ReadingRoom(properties.bodiesMax().toBytes(), PATIENCE);
  }

  @GetMapping(
      path = BatchController.PATH + "/{id}/results",
      produces = ShareContent.ITEMS_MEDIA_TYPE)
  @Operation(
      operationId = "getBatchResults",
      summary = "Read what became of the items",
      description =
          "One line per item that is settled, in the order in which shares of the batch came back:"
              + " {\"item\":7,\"result\":…}, {\"item\":7,\"mediaType\":\"…\",\"base64\":\"…\"} if"
              + " the result is not JSON, or {\"item\":7,\"failure\":{…}}. Items are counted from"
              + " 1.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The lines.",
              content =
                  @Content(
                      mediaType = ShareContent.ITEMS_MEDIA_TYPE,
                      schema = @Schema(type = "string"))))
  @AnswersProblems({
    ProblemType.BATCH_NOT_FOUND,
    ProblemType.INVALID_REQUEST,
    ProblemType.OVERLOADED,
    ProblemType.TOO_MANY_STREAMS
  })
  void results(
      @PathVariable("id") @Schema(format = "uuid") String id,
      @Parameter(
              description =
                  "true: go on until the batch is over; an empty line is sent now and then.")
          @Schema(type = "boolean", defaultValue = "false")
          @RequestParam(name = "follow", defaultValue = "false")
          String follow,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException, InterruptedException {
    BatchLines lines =
        JobId.parse(id).flatMap(batches::lines).orElseThrow(() -> Parameters.batchNotFound(id));
    boolean following = Parameters.flag("follow", follow);
    if (!streams.tryAcquire()) {
      throw ProblemException.passing(
          ProblemType.TOO_MANY_STREAMS,
          "As many results are being read as may be at once; try again later.",
          RETRY_AFTER);
    }
    try {
      response.setContentType(ShareContent.ITEMS_MEDIA_TYPE);
      response.setHeader("X-Content-Type-Options", "nosniff");
      write(lines, following, response.getOutputStream());
    } finally {
      streams.release();
    }
  }

  private void write(BatchLines lines, boolean following, OutputStream out)
      throws IOException, InterruptedException {
    lines.await(following ? pause : Duration.ZERO);
    Optional<Integer> written = room.pass(lines, out);
    while (written.isPresent() && (following || written.get() > 0 || !lines.isCaughtUp())) {
      if (lines.isCaughtUp()) {
        if (written.get() == 0) {
          out.write('\n');
        }
        out.flush();
      }
      lines.await(following ? pause : Duration.ZERO);
      written = room.pass(lines, out);
    }
    out.flush();
  }
}
