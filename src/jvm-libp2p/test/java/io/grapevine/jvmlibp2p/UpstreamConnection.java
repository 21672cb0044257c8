package io.grapevine.jvmlibp2p;

import io.grapevine.benchmark.BenchmarkConnection;
import io.libp2p.core.Connection;
import io.libp2p.core.Stream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A connection of jvm-libp2p under measurement. */
record UpstreamConnection(Connection connection) implements BenchmarkConnection {
  private static final int TRANSFER_MINUTES_MAX = 5;

  @Override
  public int request(byte[] request) throws Exception {
    RequestEnd end = new RequestEnd(request);
    var opening =
        connection
            .muxerSession()
            .createStream(List.of(new MeasuredProtocol(MeasuredProtocol.ECHO, () -> end)));
    return opening
        .getController()
        .thenCompose(_ -> end.answer())
        .get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public long transfer(long bytes) throws Exception {
    UploadEnd end = new UploadEnd();
    var _ = connection.muxerSession().createStream(List.of(end));
    Stream stream = end.ready().get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
    end.write(stream, bytes);
    return end.confirmed().get(TRANSFER_MINUTES_MAX, TimeUnit.MINUTES);
  }

  @Override
  public void close() throws Exception {
    connection.close().get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
