package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.CoordinationListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {

  @Test
  void tellsEveryoneEvenIfOneFails() {
    List<String> heard = new ArrayList<>();
    CoordinationListener failing =
        new CoordinationListener() {
          @Override
          public void eventDropped(String kind) {
            throw new IllegalStateException("broken");
          }
        };
    CoordinationListener hearing =
        new CoordinationListener() {
          @Override
          public void eventDropped(String kind) {
            heard.add(kind);
          }
        };
    Listeners listeners = new Listeners(List.of(failing, hearing, failing));

    assertThatThrownBy(() -> listeners.eventDropped("x"))
        .hasMessage("broken")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    assertThat(heard).containsExactly("x");
  }
}
