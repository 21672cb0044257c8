package io.grapevine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

class PeerDrainTest {
  @Test
  void isOverBeforeTheWebServerBeginsToStop() {
    assertThat(new PeerDrain(() -> {}).getPhase())
        .isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
  }

  @Test
  void saysThatItIsDoneWhenThePeerIs() throws InterruptedException {
    CountDownLatch work = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    PeerDrain drain = new PeerDrain(work::await);
    drain.start();
    drain.stop(done::countDown);
    assertThat(done.getCount()).isEqualTo(1);
    assertThat(drain.isRunning()).isTrue();
    work.countDown();
    assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(drain.isRunning()).isFalse();
  }
}
