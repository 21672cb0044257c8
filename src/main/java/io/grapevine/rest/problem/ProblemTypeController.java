package io.grapevine.rest.problem;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Explains the problems, so that the references in them can be followed. */
@RestController
@RequestMapping(path = "/problems", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "problems")
final class ProblemTypeController {

  @GetMapping
  @Operation(operationId = "listProblems", summary = "All kinds of problems")
  Kinds list() {
    return new Kinds(Arrays.stream(ProblemType.values()).map(Kind::of).toList());
  }

  @GetMapping("/{name}")
  @Operation(operationId = "getProblem", summary = "One kind of problem")
  @AnswersProblems(ProblemType.NOT_FOUND)
  Kind find(@Parameter(example = "job-not-found") @PathVariable("name") String name) {
    return ProblemType.ofSlug(name)
        .map(Kind::of)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ProblemType.NOT_FOUND,
                    "There is no such kind of problem; /problems lists all of them."));
  }

  @Schema(name = "ProblemKindPage", description = "Every kind of problem.")
  record Kinds(List<Kind> items) {}

  @Schema(name = "ProblemKind", description = "What the problems of one type have in common.")
  record Kind(
      @Schema(example = "/problems/job-not-found") String type,
      @Schema(example = "Job not found") String title,
      @Schema(example = "404") int status,
      @Schema(description = "What it means and what to do.") String description) {
    static Kind of(ProblemType type) {
      return new Kind(type.uri(), type.title(), type.status(), type.description());
    }
  }
}
