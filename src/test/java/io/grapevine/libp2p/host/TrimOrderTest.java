package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.host.TrimOrder.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrimOrderTest {
  private static final Candidate<String> PROTECTED =
      new Candidate<>("protected", true, false, 0, 900);
  private static final Candidate<String> UNUSED = new Candidate<>("unused", false, false, 0, 100);
  private static final Candidate<String> LONG_UNUSED =
      new Candidate<>("long unused", false, false, 0, 500);
  private static final Candidate<String> USED = new Candidate<>("used", false, false, 2, 50);
  private static final Candidate<String> HARDLY_USED =
      new Candidate<>("hardly used", false, false, 2, 800);
  private static final Candidate<String> PREFERRED =
      new Candidate<>("preferred", false, true, 3, 1000);
  private static final List<Candidate<String>> ALL =
      List.of(PREFERRED, USED, PROTECTED, UNUSED, HARDLY_USED, LONG_UNUSED);

  @Test
  void takesTheLeastUsefulFirst() {
    assertThat(TrimOrder.choose(ALL, 1)).containsExactly("long unused");
    assertThat(TrimOrder.choose(ALL, 5))
        .containsExactly("long unused", "unused", "hardly used", "used", "preferred");
  }

  @Test
  void neverTakesTheSpared() {
    assertThat(TrimOrder.choose(ALL, 100)).hasSize(5).doesNotContain("protected");
    assertThat(TrimOrder.choose(List.of(PROTECTED), 1)).isEmpty();
  }
}
