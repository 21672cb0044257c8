package io.grapevine.network;

import io.grapevine.jvmlibp2p.JvmLibp2pNetwork;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.List;

/** Networks on jvm-libp2p for the contract to be tried on. */
final class JvmLibp2p {
  static final Networks NETWORKS =
      () ->
          JvmLibp2pNetwork.start(
              KeyPair.generate(new SecureRandom()),
              List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")),
              "grapevine/test");

  private JvmLibp2p() {}
}
