package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Base64;
import java.util.Set;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The bytes that a worker delivered, under the media type that it gave them. They come from a
 * stranger: a browser is told not to guess the type, not to run anything in them, and to save what
 * it could otherwise render.
 */
@RestController
@Tag(name = "jobs")
final class JobResultController {
  private static final Set<String> SHOWN_INLINE =
      Set.of(
          "application/json", "text/plain", "image/png", "image/jpeg", "image/gif", "image/webp");

  private final CoordinationService service;

  JobResultController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping(JobController.PATH + "/{id}/result")
  @Operation(
      operationId = "getJobResult",
      summary = "Fetch the result",
      description = "The bytes as the worker delivered them, under its own media type.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The result.",
              headers = @Header(name = "ETag", description = "SHA-256 of the bytes."),
              content =
                  @io.swagger.v3.oas.annotations.media.Content(
                      mediaType = "*/*",
                      schema = @Schema(type = "string", format = "binary"))))
  @AnswersProblems({ProblemType.JOB_NOT_FOUND, ProblemType.NO_RESULT})
  ResponseEntity<byte[]> result(@PathVariable("id") @Schema(format = "uuid") String id) {
    JobId jobId = Parameters.jobId(id);
    Job job = service.find(jobId).orElseThrow(() -> Parameters.jobNotFound(id));
    Content content = service.result(jobId).orElseThrow(() -> noResult(job));
    MediaType type = mediaType(content.mediaType());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(type)
            .eTag(content.digest().hex())
            .header(
                "Repr-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(content.digest().toBytes()) + ":")
            .header("X-Content-Type-Options", "nosniff")
            .header("Content-Security-Policy", "sandbox; default-src 'none'");
    if (!isShownInline(type)) {
      answer.header(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment().filename("result-" + id).build().toString());
    }
    return answer.body(content.bytes().array());
  }

  private static boolean isShownInline(MediaType type) {
    String essence = type.getType() + "/" + type.getSubtype();
    return SHOWN_INLINE.contains(essence) || "json".equals(type.getSubtypeSuffix());
  }

  private static MediaType mediaType(String text) {
    try {
      MediaType type = MediaType.parseMediaType(text);
      return type.isConcrete() ? type : MediaType.APPLICATION_OCTET_STREAM;
    } catch (InvalidMediaTypeException odd) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }

  private static ProblemException noResult(Job job) {
    return ProblemException.of(
        ProblemType.NO_RESULT,
        job.status().isFinal()
            ? "The job ended as %s, which has no result; its failure says why."
                .formatted(job.status())
            : "The job is %s; ask again when it is over, or follow its events."
                .formatted(job.status()));
  }
}
