package io.grapevine.execution.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server on loopback that answers with whatever bytes a test wants, one connection at a time per
 * thread, and keeps the head of each request.
 */
public final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private final Answer answer;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch disconnected = new CountDownLatch(1);

  /** Writes an answer. */
  public interface Answer {
    /** Gets the request's first line; may write for ever: writing fails when the client leaves. */
    void write(String requestLine, OutputStream out) throws IOException;
  }

  /** Listens at once. */
  public RawServer(Answer answer) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), answer);
  }

  /** Takes over a server socket, for TLS. */
  public RawServer(ServerSocket server, Answer answer) {
    this.server = server;
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      requests.add(head.toString());
      answer.write(head.toString().split("\n", 2)[0], socket.getOutputStream());
    } catch (IOException | UncheckedIOException gone) {
      disconnected.countDown();
    }
  }

  /** A whole response with a length. */
  public static byte[] response(String statusAndHeaders, byte[] body) {
    byte[] head =
        ("HTTP/1.1 " + statusAndHeaders.strip() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** Writes single bytes, slowly and for ever. */
  public static void drip(OutputStream out, CountDownLatch end) throws IOException {
    try {
      while (!end.await(20, TimeUnit.MILLISECONDS)) {
        out.write('x');
        out.flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getLocalPort();
  }

  /** A URL of this server. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** The heads of all requests so far. */
  public List<String> requests() {
    return requests;
  }

  /** Opens when a client left in the middle of an answer. */
  public CountDownLatch disconnected() {
    return disconnected;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
