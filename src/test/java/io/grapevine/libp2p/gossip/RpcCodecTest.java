package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.id;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RpcCodecTest {

  private static final RpcLimits LIMITS = RpcLimits.defaults();

  @Test
  void readsWhatTheOracleWrites() {
    Randomised.runs(300)
        .check(
            random -> {
              Rpc rpc = any(random);
              assertThat(RpcDecoder.decode(RpcOracle.encode(rpc), LIMITS)).isEqualTo(rpc);
            });
  }

  @Test
  void writesWhatTheOracleReads() {
    Randomised.runs(300)
        .check(
            random -> {
              Rpc rpc = any(random);
              List<byte[]> encoded = RpcEncoder.encode(rpc, LIMITS);
              assertThat(encoded.size()).isLessThanOrEqualTo(1);
              assertThat(RpcOracle.decode(encoded.isEmpty() ? new byte[0] : encoded.getFirst()))
                  .isEqualTo(rpc);
            });
  }

  @Test
  void losesNothingWhenItSplits() {
    RpcLimits tight = new RpcLimits(1024, 4096, 1024, 1024, 5120, 256, 128);
    Randomised.runs(200)
        .check(
            random -> {
              Rpc rpc = any(random);
              RpcBuilder joined = new RpcBuilder();
              for (byte[] part : RpcEncoder.encode(rpc, tight)) {
                assertThat(part.length).isBetween(1, tight.rpcBytesMax());
                join(joined, RpcDecoder.decode(part, tight));
              }
              assertThat(flat(joined.build())).isEqualTo(flat(rpc));
            });
  }

  @Test
  void splitsAListOfIdsThatDoesNotFit() throws Exception {
    RpcLimits tight = new RpcLimits(1024, 4096, 1024, 1024, 5120, 256, 128);
    List<MessageId> ids = IntStream.range(0, 500).mapToObj(GossipFixtures::id).toList();
    RpcBuilder joined = new RpcBuilder();
    for (byte[] part : RpcEncoder.encode(build(b -> b.ihave(TOPIC, ids).iwant(ids)), tight)) {
      assertThat(part.length).isLessThanOrEqualTo(tight.rpcBytesMax());
      join(joined, RpcDecoder.decode(part, tight));
    }

    assertThat(flat(joined.build())).isEqualTo(flat(build(b -> b.ihave(TOPIC, ids).iwant(ids))));
  }

  @Test
  void refusesEveryPrefixOrReadsItAsAShorterRpc() throws Exception {
    Rpc rpc =
        build(
            b ->
                b.subscription(TOPIC, true)
                    .message(message(peer(1), 5))
                    .ihave(TOPIC, List.of(id(1), id(2)))
                    .iwant(List.of(id(3)))
                    .graft(TOPIC)
                    .prune(TOPIC, 60)
                    .idontwant(id(4)));
    byte[] whole = RpcEncoder.encode(rpc, LIMITS).getFirst();
    int readable = 0;
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] prefix = Arrays.copyOf(whole, cut);
      try {
        RpcDecoder.decode(prefix, LIMITS);
        readable++;
      } catch (MalformedException expected) {
        assertThat(expected).hasMessageContaining("cut short");
      }
    }
    // Only before a field of the RPC itself: the start, the message and the control.
    assertThat(readable).isEqualTo(3);
    assertThat(RpcDecoder.decode(whole, LIMITS).messages()).hasSize(1);
  }

  @Test
  void survivesRandomBytes() {
    Randomised.runs(2000)
        .check(
            random -> {
              byte[] bytes = Randomised.bytes(random, 0, 200);
              try {
                RpcDecoder.decode(bytes, LIMITS);
              } catch (MalformedException expected) {
                assertThat(expected).hasMessageMatching(".+");
              }
            });
  }

  @Test
  void survivesDamagedRpcs() {
    byte[] whole =
        RpcEncoder.encode(
                build(
                    b -> b.message(message(peer(1), 5)).ihave(TOPIC, List.of(id(1))).graft(TOPIC)),
                LIMITS)
            .getFirst();
    Randomised.runs(2000)
        .check(
            random -> {
              byte[] damaged = whole.clone();
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
              try {
                RpcDecoder.decode(damaged, LIMITS);
              } catch (MalformedException expected) {
                assertThat(expected).hasMessageMatching(".+");
              }
            });
  }

  @Test
  void readsAnEmptyRpc() throws MalformedException {
    assertThat(RpcDecoder.decode(new byte[0], LIMITS)).isEqualTo(new RpcBuilder().build());
  }

  @Test
  void passesOverUnknownFields() throws MalformedException {
    byte[] future =
        new ProtobufWriter()
            .varint(10, 7)
            .message(3, new ProtobufWriter().bytes(6, new byte[] {1}).bytes(77, new byte[3]))
            .bytes(6_492_434, new byte[5])
            .message(1, new ProtobufWriter().varint(9, 1).bool(1, true).string(2, TOPIC))
            .toByteArray();

    assertThat(RpcDecoder.decode(future, LIMITS))
        .isEqualTo(build(b -> b.subscription(TOPIC, true)));
  }

  @Test
  void keepsAPruneThatNamesOtherPeersAndPassesOverThoseThatCannotBe() throws MalformedException {
    ProtobufWriter prune =
        new ProtobufWriter()
            .string(1, TOPIC)
            .message(2, new ProtobufWriter().bytes(1, peer(1).toBytes()))
            .message(2, new ProtobufWriter().bytes(1, new byte[] {1, 2, 3}))
            .message(2, new ProtobufWriter().bytes(1, new byte[65]))
            .message(2, named(2, 8192))
            .message(2, named(3, 8193))
            .varint(3, -1L);

    assertThat(decodePrune(prune))
        .isEqualTo(
            new Rpc.Prune(
                TOPIC,
                -1L,
                List.of(
                    new ExchangedPeer(peer(1), new byte[0]),
                    new ExchangedPeer(peer(2), new byte[8192]))));
  }

  @Test
  void takesSixtyFourNamedPeersFromOneRpcAndPassesOverTheRest() throws MalformedException {
    ProtobufWriter prune = new ProtobufWriter().string(1, TOPIC);
    for (int i = 0; i < 1000; i++) {
      prune.message(2, named(i, 10));
    }

    assertThat(decodePrune(prune).peers()).hasSize(64);
  }

  @Test
  void stopsAtEveryLimitAndNotBefore() throws MalformedException {
    RpcLimits few = new RpcLimits(1 << 20, 2, 2, 2, 4, 16, 8);
    accepts(few, b -> b.subscription("a", true).subscription("b", true));
    refuses(few, b -> b.subscription("a", true).subscription("b", true).subscription("c", true));
    accepts(few, b -> b.message(message(peer(1), 1)).message(message(peer(1), 2)));
    refuses(
        few,
        b ->
            b.message(message(peer(1), 1))
                .message(message(peer(1), 2))
                .message(message(peer(1), 3)));
    accepts(few, b -> b.graft("a").graft("b").prune("a", 1).prune("b", 1));
    refuses(few, b -> b.graft("a").graft("b").graft("c"));
    refuses(few, b -> b.prune("a", 1).prune("b", 1).prune("c", 1));
    accepts(few, b -> b.ihave("a", List.of(id(1), id(2))).iwant(List.of(id(3))).idontwant(id(4)));
    refuses(
        few,
        b -> b.ihave("a", List.of(id(1), id(2))).iwant(List.of(id(3), id(5))).idontwant(id(4)));
    accepts(few, b -> b.graft("0123456789abcdef"));
    refuses(few, b -> b.graft("0123456789abcdefg"));
    accepts(few, b -> b.idontwant(MessageId.of(new byte[8])));
    refuses(few, b -> b.idontwant(MessageId.of(new byte[9])));
  }

  @Test
  void refusesMoreEmptyIdListsThanTheLimit() throws Exception {
    Map<Integer, String> kinds = Map.of(1, "IHAVE", 2, "IWANT", 5, "IDONTWANT");
    for (Map.Entry<Integer, String> kind : kinds.entrySet()) {
      ProtobufWriter control = new ProtobufWriter();
      for (int i = 0; i < LIMITS.controlEntriesMax(); i++) {
        control.bytes(kind.getKey(), new byte[0]);
      }
      byte[] most = new ProtobufWriter().message(3, control).toByteArray();
      control.bytes(kind.getKey(), new byte[0]);
      byte[] tooMany = new ProtobufWriter().message(3, control).toByteArray();

      assertThat(RpcDecoder.decode(most, LIMITS).messages()).isEmpty();
      assertThatThrownBy(() -> RpcDecoder.decode(tooMany, LIMITS))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("more than 1024 " + kind.getValue());
    }
  }

  @Test
  void putsAFrameHeadInFrontOfAMessage() throws Exception {
    GossipMessage message = message(peer(1), 7, TOPIC, new byte[300]);
    byte[] head = RpcEncoder.frameHead(message);
    byte[] frame = Arrays.copyOf(head, head.length + message.size());
    System.arraycopy(message.encoded(), 0, frame, head.length, message.size());
    ByteArrayInputStream in = new ByteArrayInputStream(frame);
    long length = UnsignedVarint.read(in, LIMITS.rpcBytesMax());
    byte[] rpc = in.readAllBytes();

    assertThat(rpc).hasSize((int) length).hasSize(RpcEncoder.rpcBytes(message));
    GossipMessage read = (GossipMessage) RpcDecoder.decode(rpc, LIMITS).messages().getFirst();
    assertThat(read.encoded()).isEqualTo(message.encoded());
    assertThat(read.id()).isEqualTo(message.id());
  }

  private static void accepts(RpcLimits limits, Consumer<RpcBuilder> content)
      throws MalformedException {
    Rpc rpc = build(content);
    Rpc read = RpcDecoder.decode(RpcEncoder.encode(rpc, LIMITS).getFirst(), limits);
    assertThat(flat(read)).isEqualTo(flat(rpc));
  }

  private static Rpc.Prune decodePrune(ProtobufWriter prune) throws MalformedException {
    byte[] encoded =
        new ProtobufWriter().message(3, new ProtobufWriter().message(4, prune)).toByteArray();
    return RpcDecoder.decode(encoded, LIMITS).prunes().getFirst();
  }

  private static ProtobufWriter named(int peer, int recordBytes) {
    return new ProtobufWriter().bytes(1, peer(peer).toBytes()).bytes(2, new byte[recordBytes]);
  }

  private static void refuses(RpcLimits limits, Consumer<RpcBuilder> content) {
    byte[] encoded = RpcEncoder.encode(build(content), LIMITS).getFirst();
    assertThatThrownBy(() -> RpcDecoder.decode(encoded, limits))
        .isInstanceOf(MalformedException.class);
  }

  private static Rpc build(Consumer<RpcBuilder> content) {
    RpcBuilder rpc = new RpcBuilder();
    content.accept(rpc);
    return rpc.build();
  }

  private static Rpc any(RandomGenerator random) {
    return build(
        b -> {
          for (int i = random.nextInt(5); i > 0; i--) {
            b.subscription(topic(random), random.nextBoolean());
          }
          for (int i = random.nextInt(4); i > 0; i--) {
            b.ihave(topic(random), ids(random, 1));
          }
          b.iwant(ids(random, 0));
          for (int i = random.nextInt(4); i > 0; i--) {
            b.graft(topic(random));
          }
          for (int i = random.nextInt(4); i > 0; i--) {
            b.prune(topic(random), random.nextLong() >>> random.nextInt(63), exchanged(random));
          }
          ids(random, 0).forEach(b::idontwant);
        });
  }

  private static String topic(RandomGenerator random) {
    return "/t/" + "é".repeat(random.nextInt(1, 40)) + random.nextInt(100);
  }

  private static List<ExchangedPeer> exchanged(RandomGenerator random) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(
            i -> new ExchangedPeer(peer(random.nextInt(100)), Randomised.bytes(random, 0, 80)))
        .toList();
  }

  private static List<MessageId> ids(RandomGenerator random, int least) {
    return IntStream.range(0, random.nextInt(least, 12))
        .mapToObj(i -> MessageId.of(Randomised.bytes(random, 0, 60)))
        .toList();
  }

  private static void join(RpcBuilder to, Rpc part) {
    part.subscriptions().forEach(s -> to.subscription(s.topic(), s.subscribe()));
    part.messages().forEach(to::message);
    part.ihaves().forEach(i -> to.ihave(i.topic(), i.ids()));
    to.iwant(part.iwants());
    part.grafts().forEach(to::graft);
    part.prunes().forEach(p -> to.prune(p.topic(), p.backoffSeconds(), p.peers()));
    part.idontwants().forEach(to::idontwant);
  }

  /** The content in a form in which it does not matter how lists of ids were split. */
  private static List<Object> flat(Rpc rpc) {
    List<Object> all = new ArrayList<>(rpc.subscriptions());
    rpc.messages().forEach(m -> all.add(((GossipMessage) m).id()));
    rpc.ihaves().forEach(i -> i.ids().forEach(id -> all.add(i.topic() + " " + id.hashCode())));
    all.add(rpc.iwants());
    all.add(rpc.grafts());
    all.add(rpc.prunes());
    all.add(rpc.idontwants());
    return all;
  }
}
