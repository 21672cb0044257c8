package io.grapevine.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteQueueTest {
  @Test
  void behavesLikeAPlainQueueOfBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ByteQueue queue = new ByteQueue();
    Queue<Byte> model = new ArrayDeque<>();
    byte[] bytes = new byte[3000];
    for (int step = 0; step < 2000; step++) {
      int length = random.nextInt(bytes.length);
      if (random.nextBoolean()) {
        random.nextBytes(bytes);
        queue.write(bytes, 0, length);
        for (int i = 0; i < length; i++) {
          model.add(bytes[i]);
        }
      } else {
        int count = queue.read(bytes, 0, length);
        assertThat(count).as("seed %d", seed).isEqualTo(Math.min(length, model.size()));
        for (int i = 0; i < count; i++) {
          assertThat(bytes[i]).as("seed %d", seed).isEqualTo(model.remove());
        }
      }
      if (random.nextInt(4) == 0) {
        queue.trim();
      }
      assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
    }
  }
}
