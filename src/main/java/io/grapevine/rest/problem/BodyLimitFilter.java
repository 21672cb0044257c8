package io.grapevine.rest.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies over a limit: by their declared length before anything is read, and chunked ones
 * as soon as the limit is passed.
 */
public final class BodyLimitFilter extends OncePerRequestFilter {
  private final long limit;

  /** A filter for bodies of at most this size. */
  public BodyLimitFilter(DataSize limit) {
    this.limit = limit.toBytes();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > limit) {
      String detail = new BodyTooLargeException(limit).detail();
      ProblemWriter.write(response, Problem.of(ProblemType.CONTENT_TOO_LARGE, detail));
    } else {
      chain.doFilter(new LimitedRequest(request, limit), response);
    }
  }
}
