package io.grapevine.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.GrapevineApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The service as it is, with one more work type, and a note of its ports for the test. Arguments:
 * the directory of this peer, then properties.
 */
public final class ChaosPeer {
  /** Where a peer says, once it is up, at which ports it serves libp2p and HTTP. */
  static final String PORTS = "ports";

  private ChaosPeer() {}

  /** Runs until the process ends. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    System.setProperty(AuditWork.DIRECTORY, arguments[0]);
    int port = freePort();
    List<String> properties = new ArrayList<>(List.of(arguments));
    properties.removeFirst();
    properties.add("--grapevine.network.listen=/ip4/127.0.0.1/tcp/" + port);
    ConfigurableApplicationContext context =
        new SpringApplication(GrapevineApplication.class, AuditWork.class)
            .run(properties.toArray(String[]::new));
    String http = context.getEnvironment().getRequiredProperty("local.server.port");
    Path note = Files.writeString(directory.resolve("ports.new"), port + " " + http, UTF_8);
    Files.move(note, directory.resolve(PORTS), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Others are told the address of a proxy, so this one must be known before the peer is. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
