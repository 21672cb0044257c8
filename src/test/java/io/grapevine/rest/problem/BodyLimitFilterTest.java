package io.grapevine.rest.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** The filter by itself, where it can be said which requests are answered at the same time. */
class BodyLimitFilterTest {
  private static final FilterChain READ_ALL =
      (request, _) -> request.getInputStream().readAllBytes();

  private final BodyLimitFilter filter =
      new BodyLimitFilter(DataSize.ofBytes(10), DataSize.ofBytes(15));

  @Test
  void boundsTheBodiesOfAllRequestsTogether() throws Exception {
    send(
        10,
        (request, _) -> {
          request.getInputStream().readAllBytes();
          assertThatThrownBy(() -> send(6, READ_ALL))
              .isInstanceOfSatisfying(
                  RefusedBodyException.class,
                  refused -> {
                    assertThat(refused.problem().type()).isEqualTo(ProblemType.OVERLOADED);
                    assertThat(refused.problem().retryAfterSeconds()).isEqualTo(1);
                  });
          send(5, READ_ALL);
        });
  }

  @Test
  void givesTheMemoryBackHoweverTheRequestEnds() throws Exception {
    for (int i = 0; i < 10; i++) {
      send(10, READ_ALL);
      assertThatThrownBy(
              () ->
                  send(
                      10,
                      (request, _) -> {
                        assertThat(request.getInputStream().read()).isZero();
                        throw new IOException("the client is gone");
                      }))
          .hasMessage("the client is gone");
    }
    send(10, READ_ALL);
  }

  @Test
  void readsNothingOfABodyThatSaysItIsTooLong() throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setContent(new byte[11]);
    MockHttpServletResponse response = new MockHttpServletResponse();

    filter.doFilter(
        request,
        response,
        (_, _) -> {
          throw new AssertionError("must not get here");
        });

    assertThat(response.getStatus()).isEqualTo(413);
    assertThat(response.getContentType()).isEqualTo("application/problem+json");
    assertThat(response.getContentAsString()).contains("/problems/content-too-large", "10 bytes");
  }

  private void send(int size, FilterChain chain) throws IOException, ServletException {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setContent(new byte[size]);
    filter.doFilter(request, new MockHttpServletResponse(), chain);
  }
}
