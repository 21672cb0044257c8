package io.grapevine.libp2p.fuzz;

import io.grapevine.job.JobFuzz;
import io.grapevine.libp2p.discovery.MdnsFuzz;
import io.grapevine.libp2p.gossip.GossipRouterFuzz;
import io.grapevine.libp2p.host.IdentifyFuzz;
import io.grapevine.libp2p.noise.NoiseHandshakeFuzz;
import io.grapevine.libp2p.noise.NoisePayloadFuzz;
import io.grapevine.libp2p.noise.NoiseTransportFuzz;
import io.grapevine.network.CodecFuzz;
import io.grapevine.rest.BodyFuzz;
import io.grapevine.storage.EventFuzz;
import java.util.ArrayList;
import java.util.List;

/** Everything that is fuzzed. */
final class FuzzTargets {

  private FuzzTargets() {}

  /** All targets, from the bottom of the stack to its top. */
  static List<FuzzTarget> all() {
    List<FuzzTarget> targets =
        new ArrayList<>(
            List.of(
                new VarintFuzz(),
                new MultihashFuzz(),
                new MultiaddrFuzz(false),
                new MultiaddrFuzz(true),
                new BasesFuzz(),
                new PeerIdTextFuzz(),
                new ProtobufFuzz(),
                new PublicKeyFuzz(),
                new SignedRecordFuzz(),
                new MultistreamFuzz(true),
                new MultistreamFuzz(false),
                new NoiseHandshakeFuzz(),
                new NoisePayloadFuzz(),
                new NoiseTransportFuzz(),
                new YamuxFuzz(),
                new IdentifyFuzz(),
                new MdnsFuzz(),
                new GossipRpcFuzz(),
                new GossipRouterFuzz()));
    targets.addAll(CodecFuzz.targets());
    targets.addAll(JobFuzz.targets());
    targets.addAll(BodyFuzz.targets());
    targets.add(new EventFuzz());
    return List.copyOf(targets);
  }

  /** The target of this name. */
  static FuzzTarget named(String name) {
    return all().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no target '%s', there are %s"
                        .formatted(name, all().stream().map(FuzzTarget::name).toList())));
  }
}
