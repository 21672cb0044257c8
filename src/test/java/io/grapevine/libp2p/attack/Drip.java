package io.grapevine.libp2p.attack;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A plain socket that sends its bytes one at a time, slowly, for as long as the other side lets it.
 */
final class Drip implements Closeable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Socket socket;

  Drip(Socket socket) {
    this.socket = socket;
    Thread.ofVirtual().name("attacker-read").start(this::readToTheEnd);
  }

  /**
   * Starts to drip, in the background.
   *
   * @param everyMillis pause between two bytes
   */
  Drip bytes(byte[] bytes, long everyMillis) {
    Thread.ofVirtual().name("attacker-drip").start(() -> drip(bytes, everyMillis));
    return this;
  }

  /** Sends everything at once; that the other side hangs up meanwhile is fine. */
  void atOnce(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      ended.countDown();
    }
  }

  private void drip(byte[] bytes, long everyMillis) {
    try {
      OutputStream out = socket.getOutputStream();
      for (byte single : bytes) {
        out.write(single);
        if (ended.await(everyMillis, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      ended.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readToTheEnd() {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A reset is an end too.
    } finally {
      ended.countDown();
    }
  }

  boolean isCutOff() {
    return ended.getCount() == 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
