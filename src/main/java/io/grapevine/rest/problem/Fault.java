package io.grapevine.rest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request. Exactly one of the first three says where.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body; empty for the body as a whole
 * @param parameter name of a query or path parameter
 * @param header name of a header field
 * @param detail what is expected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "One thing that is wrong with a request.")
public record Fault(
    @Schema(
            description = "JSON Pointer (RFC 6901) into the body; empty for the whole.",
            example = "/payload/url")
        @Nullable String pointer,
    @Schema(description = "Name of the query or path parameter.") @Nullable String parameter,
    @Schema(description = "Name of the header field.") @Nullable String header,
    @Schema(description = "What is expected there.") String detail) {

  /** Something in the body. */
  public static Fault at(String pointer, String detail) {
    return new Fault(pointer, null, null, detail);
  }

  /** Something in the path or the query. */
  public static Fault inParameter(String name, String detail) {
    return new Fault(null, name, null, detail);
  }

  /** Something in the header. */
  public static Fault inHeader(String name, String detail) {
    return new Fault(null, null, name, detail);
  }

  /** Where it is, in words. */
  String place() {
    if (parameter != null) {
      return "Parameter " + parameter;
    }
    return header == null ? String.valueOf(pointer) : "Header " + header;
  }
}
