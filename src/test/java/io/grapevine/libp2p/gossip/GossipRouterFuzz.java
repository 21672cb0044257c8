package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The router among peers that do as they like: the input is a program of connections, streams, RPCs
 * (arbitrary ones and plausible ones), local calls and passing time. After each step everything
 * that the router remembers keeps to its limit and every effect can be carried out; the same
 * program gives the same effects twice.
 */
public final class GossipRouterFuzz implements FuzzTarget {

  private static final int STEPS_MAX = 300;

  private static final List<ProtocolVersion> VERSIONS = List.of(ProtocolVersion.values());
  private static final List<Validity> VALIDITIES = List.of(Validity.values());

  @Override
  public String name() {
    return "gossip-router";
  }

  @Override
  public int maxBytes() {
    return 2048;
  }

  @Override
  public void fuzz(byte[] input) {
    RouterModel first = run(input);
    RouterModel second = run(input);
    Claims.equal(first.effectsHash(), second.effectsHash(), "effects of a second run");
  }

  private static RouterModel run(byte[] input) {
    InputCursor in = new InputCursor(input);
    RouterModel model = new RouterModel(in.next());
    for (int step = 0; step < STEPS_MAX && in.more(); step++) {
      step(model, in);
      model.check();
    }
    return model;
  }

  private static void step(RouterModel model, InputCursor in) {
    switch (in.below(16)) {
      case 0 -> model.connected(in.next(), in.below(2) == 0);
      case 1 -> model.opened(in.next(), VERSIONS.get(in.below(3)));
      case 2 -> model.incoming(in.next());
      case 3 -> {
        int kind = in.next();
        if (kind % 4 == 0) {
          model.disconnected(in.next());
        } else if (kind % 4 == 1) {
          model.closed(in.next());
        } else if (kind % 4 == 2) {
          event(model, in);
        } else {
          model.unsubscribe(topic(in));
        }
      }
      case 4 -> model.subscribe(topic(in));
      case 5 -> model.publish(topic(in), in.next());
      case 6 -> model.validated(in.next(), VALIDITIES.get(in.below(4)));
      case 7, 8 -> model.pass(Duration.ofMillis(in.next() * 20L));
      case 9 -> model.pass(Duration.ofSeconds(in.next() * 2L));
      case 10, 11 -> {
        int peer = in.next();
        try {
          model.rpc(peer, RpcDecoder.decode(in.take(in.next()), model.rpcLimits()));
        } catch (MalformedException e) {
          // Such a stream ends; the router learns nothing of it.
          model.closed(peer);
        }
      }
      default -> model.rpc(in.next(), rpc(model, in));
    }
  }

  private static void event(RouterModel model, InputCursor in) {
    int kind = in.next();
    if (kind % 2 == 0) {
      model.recorded(in.next());
    } else {
      model.slow(in.next(), kind % 16 == 1);
    }
  }

  /** A few entries of topics, ids and messages that mean something to the router. */
  private static Rpc rpc(RouterModel model, InputCursor in) {
    RpcBuilder rpc = new RpcBuilder();
    for (int entries = in.below(6); entries >= 0; entries--) {
      switch (in.below(9)) {
        case 0 -> rpc.subscription(topic(in), in.below(4) > 0);
        case 1, 2 -> rpc.message(model.message(in.next(), in.next(), topic(in), in.below(3)));
        case 3 -> rpc.ihave(topic(in), ids(model, in));
        case 4 -> rpc.iwant(ids(model, in));
        case 5 -> rpc.graft(topic(in));
        case 6 -> rpc.prune(topic(in), in.below(3) == 0 ? in.nextInt() : in.next(), others(in));
        case 7 -> ids(model, in).forEach(rpc::idontwant);
        default -> rpc.message(new RefusedMessage(topic(in), MessageProblem.SIGNATURE));
      }
    }
    return rpc.build();
  }

  private static List<ExchangedPeer> others(InputCursor in) {
    int first = in.below(64);
    return IntStream.range(first, first + in.below(8))
        .mapToObj(number -> new ExchangedPeer(GossipFixtures.peer(number), new byte[number % 2]))
        .toList();
  }

  private static List<MessageId> ids(RouterModel model, InputCursor in) {
    int first = in.next();
    int count = in.below(40);
    return IntStream.range(first, first + count).mapToObj(model::id).toList();
  }

  private static String topic(InputCursor in) {
    return "t" + in.below(6);
  }
}
