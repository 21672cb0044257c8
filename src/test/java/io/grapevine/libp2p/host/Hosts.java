package io.grapevine.libp2p.host;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.resources.ResourceLimits;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Hosts on loopback that are closed with the test. */
final class Hosts implements AutoCloseable {
  static final String ECHO = "/test/echo/1";
  static final Duration SOON = Duration.ofSeconds(10);

  private final List<Host> hosts = new ArrayList<>();

  /** Limits as given, with times so short that a test can wait for their end. */
  static HostConfig impatient(ResourceLimits limits) {
    return impatient(limits, SOON);
  }

  /** The same with a time for handshakes. */
  static HostConfig impatient(ResourceLimits limits, Duration handshake) {
    Duration brief = Duration.ofMillis(300);
    return HostConfig.DEFAULT
        .with(limits)
        .with(
            new HostConfig.Times(
                SOON,
                handshake,
                SOON,
                Duration.ofMillis(50),
                SOON,
                SOON,
                Duration.ofMillis(10),
                brief,
                brief,
                SOON,
                SOON.multipliedBy(2),
                brief,
                brief,
                Duration.ofHours(1)));
  }

  /** A running host that serves the echo protocol. */
  Host start() throws IOException {
    return start(builder -> builder);
  }

  Host start(UnaryOperator<HostBuilder> change) throws IOException {
    Host host = change.apply(loopback()).build();
    hosts.add(host);
    host.register(new ProtocolBinding(ECHO, 1000, Hosts::echo));
    host.start();
    return host;
  }

  static HostBuilder loopback() throws MalformedException {
    return Host.builder()
        .keyPair(KeyPair.generate(new SecureRandom()))
        .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
  }

  static void connect(Host from, Host to) throws IOException {
    from.connect(to.peerId(), to.addresses(), SOON);
  }

  /** Sends back everything that comes, until the end. */
  static void echo(Stream stream) throws IOException {
    stream.input().transferTo(stream.output());
    stream.closeWrite();
  }

  /** One request over a new stream. */
  static byte[] echo(Host from, Host to, byte[] request) throws IOException {
    try (Stream stream = from.open(to.peerId(), List.of(ECHO), SOON)) {
      stream.output().write(request);
      stream.closeWrite();
      return stream.input().readAllBytes();
    }
  }

  @Override
  public void close() {
    hosts.forEach(Host::close);
  }
}
