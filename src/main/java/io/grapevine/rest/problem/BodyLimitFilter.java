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
 * as soon as the limit is passed. All bodies together have a limit too.
 */
public final class BodyLimitFilter extends OncePerRequestFilter {
  private final BodyBudget budget;

  /**
   * Makes the filter.
   *
   * @param each largest body
   * @param together largest sum of the bodies of all requests that are being answered
   */
  public BodyLimitFilter(DataSize each, DataSize together) {
    this.budget = new BodyBudget(each, together);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (budget.isTooLarge(request.getContentLengthLong())) {
      ProblemWriter.write(response, Problem.of(budget.tooLarge()));
      return;
    }
    LimitedRequest limited = new LimitedRequest(request, budget);
    try {
      chain.doFilter(limited, response);
    } finally {
      limited.giveBack();
    }
  }
}
