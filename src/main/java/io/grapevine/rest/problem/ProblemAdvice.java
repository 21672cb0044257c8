package io.grapevine.rest.problem;

import io.grapevine.coordination.JournalException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns everything that is thrown while a request is handled into a problem. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private static final Duration STORAGE_RETRY_AFTER = Duration.ofSeconds(5);

  @ExceptionHandler
  ResponseEntity<Object> answer(ProblemException cause) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(cause.type().status())
            .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (cause.retryAfterSeconds() > 0) {
      answer.header(HttpHeaders.RETRY_AFTER, Long.toString(cause.retryAfterSeconds()));
    }
    return answer.body(Problem.of(cause));
  }

  /** Reads fail with it; a submission tells it apart itself. */
  @ExceptionHandler
  ResponseEntity<Object> answer(JournalException ignored) {
    return answer(
        ProblemException.passing(
            ProblemType.STORAGE_UNAVAILABLE,
            "The jobs of this peer cannot be read now. Try again.",
            STORAGE_RETRY_AFTER));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException unreadable,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return unreadable.getMostSpecificCause() instanceof RefusedBodyException refused
        ? answer(refused.problem())
        : super.handleHttpMessageNotReadable(unreadable, headers, status, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unexpected(Exception cause, WebRequest request) {
    if (DisconnectedClientHelper.isClientDisconnectedException(cause)) {
      return null;
    }
    // Tomcat decodes the query only when a parameter is asked for, and refuses it then.
    int status = cause instanceof InvalidParameterException refused ? refused.getErrorCode() : 500;
    return handleExceptionInternal(
        cause, null, new HttpHeaders(), HttpStatusCode.valueOf(status), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception cause,
      @Nullable Object ignored,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Problem problem = problemOf(cause, status.value());
    HttpHeaders all = new HttpHeaders(headers);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return super.handleExceptionInternal(
        cause, problem, all, HttpStatusCode.valueOf(problem.status()), request);
  }

  private static Problem problemOf(Exception cause, int status) {
    return switch (cause) {
      case HttpRequestMethodNotSupportedException method ->
          Problem.of(
              ProblemType.METHOD_NOT_ALLOWED,
              "%s is not answered here; allowed are %s."
                  .formatted(method.getMethod(), method.getSupportedHttpMethods()));
      case HttpMediaTypeNotSupportedException type ->
          Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as %s.".formatted(named(type.getSupportedMediaTypes())));
      case HttpMediaTypeNotAcceptableException type ->
          Problem.of(
              ProblemType.NOT_ACCEPTABLE,
              "Accept %s, or leave the header out."
                  .formatted(named(type.getSupportedMediaTypes())));
      case HttpMessageNotReadableException _ ->
          Problem.of(ProblemType.MALFORMED_JSON, "A body is required and none could be read.");
      case TypeMismatchException mismatch -> mismatch(mismatch);
      case MissingServletRequestParameterException missing ->
          Problem.of(
              ProblemException.invalidRequest(
                  Fault.inParameter(missing.getParameterName(), "is required")));
      default -> status >= 500 ? internal(cause) : general(status);
    };
  }

  private static Problem general(int status) {
    return Problem.of(ProblemType.ofStatus(status), detailOf(status)).withStatus(status);
  }

  private static Problem mismatch(TypeMismatchException mismatch) {
    String name =
        mismatch instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : String.valueOf(mismatch.getPropertyName());
    Class<?> type = mismatch.getRequiredType();
    String expected = type == null ? "something else" : "a value of type " + type.getSimpleName();
    return Problem.of(
        ProblemException.invalidRequest(Fault.inParameter(name, "is not " + expected)));
  }

  private static Problem internal(Exception cause) {
    String id = UUID.randomUUID().toString();
    log.error("request failed with internal error {}", id, cause);
    return Problem.of(ProblemType.INTERNAL, detailOf(500)).withInstance("urn:uuid:" + id);
  }

  private static String named(List<MediaType> types) {
    return types.stream().map(MediaType::toString).collect(Collectors.joining(" or "));
  }

  /** The sentence for an error of which nothing but the status is known. */
  static String detailOf(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this path; the calls are described at /swagger-ui.html.";
      case 405 -> "This method is not answered here; see the header Allow.";
      case 413 -> "The body is larger than is accepted here.";
      case 414 -> "The request target is longer than is accepted here.";
      case 431 -> "The header is larger than is accepted here.";
      default ->
          status >= 500
              ? "The request could not be served because of a fault of this peer; its log says why."
              : "The request is not one that can be understood; check its target and its headers.";
    };
  }
}
