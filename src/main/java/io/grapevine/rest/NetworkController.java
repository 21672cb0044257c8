package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.rest.model.NetworkState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How this peer is connected. */
@RestController
@Tag(name = "network")
final class NetworkController {
  private final CoordinationService service;

  NetworkController(CoordinationService service) {
    this.service = service;
  }

  @GetMapping(path = "/api/v1/network", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getNetwork",
      summary = "Look at this peer's connections and topics",
      description = "Any of the addresses can be given to another peer to connect to this one.")
  NetworkState show() {
    return NetworkState.of(service.network());
  }
}
