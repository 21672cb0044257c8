package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalStreamTest {
  private final LocalStream.Pair pair = LocalStream.pair(PeerId.ofPublicKey(new byte[36]), "/p/1");
  private final Stream opener = pair.opener();
  private final Stream server = pair.server();

  @Test
  void carriesMoreThanItHoldsInOrder() throws Exception {
    byte[] sent = Randomised.bytes(Randomised.ofSeed(1), 1_000_000, 1_000_000);
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            received.complete(server.input().readAllBytes());
          } catch (IOException failure) {
            received.completeExceptionally(failure);
          }
        });
    opener.output().write(sent);
    opener.closeWrite();
    assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  @Test
  void givesUpReadingAndWritingInTime() {
    server.readTimeout(Duration.ofMillis(5));
    assertThatThrownBy(() -> server.input().read()).isInstanceOf(SocketTimeoutException.class);
    opener.writeTimeout(Duration.ofMillis(5));
    assertThatThrownBy(() -> opener.output().write(new byte[1_000_000]))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void endsBothDirectionsByAReset() throws IOException {
    opener.output().write(1);
    server.reset();
    assertThatThrownBy(() -> opener.input().read()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> opener.output().write(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> server.input().read()).isInstanceOf(IOException.class);
  }

  @Test
  void deliversWhatWasWrittenBeforeTheEndAndDropsWhatComesAfter() throws Exception {
    opener.output().write(7);
    opener.close();
    assertThat(server.input().read()).isEqualTo(7);
    assertThat(server.input().read()).isEqualTo(-1);
    server.output().write(new byte[1_000_000]);
    assertThatThrownBy(() -> opener.output().write(1)).isInstanceOf(IOException.class);
    assertThat(server.remotePeer()).isEqualTo(opener.remotePeer());
    assertThat(opener.outbound()).isTrue();
    assertThat(server.outbound()).isFalse();
  }
}
