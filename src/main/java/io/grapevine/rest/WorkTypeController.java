package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.rest.model.Page;
import io.grapevine.rest.model.WorkTypeView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What kinds of work this peer knows. */
@RestController
@Tag(name = "network")
final class WorkTypeController {
  private final CoordinationService service;

  WorkTypeController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping(path = "/api/v1/work-types", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listWorkTypes",
      summary = "List the work types that this peer knows",
      description =
          "With the schema of their payloads and an example. Jobs of other types are taken too:"
              + " there may be peers that do them.")
  Page.WorkTypes list() {
    return new Page.WorkTypes(
        service.catalog().all().stream().map(WorkTypeView::of).toList(), null);
  }
}
