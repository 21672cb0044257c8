package io.grapevine.benchmark.primitives;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.gossip.SignatureCheck;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Our own codecs: varints, and an RPC of gossip with one signed message of 1 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final int PAYLOAD_BYTES = 1024;
  private static final int BUFFER_BYTES = 16;
  private static final long TWO_BYTES = 1100;

  private final RpcLimits limits = RpcLimits.defaults();
  private final MessageSigner signer = new MessageSigner(KeyPair.generate(new SecureRandom()));
  private final byte[] payload = new byte[PAYLOAD_BYTES];
  private final GossipMessage message = signer.sign(1, "/benchmark/topic", payload);
  private final byte[] rpc = rpc(message);
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long seqno = 1;

  @Benchmark
  public long varintThereAndBack() throws MalformedException {
    buffer.clear();
    UnsignedVarint.write(TWO_BYTES, buffer);
    buffer.flip();
    return UnsignedVarint.read(buffer);
  }

  @Benchmark
  public Rpc decodeRpc() throws MalformedException {
    return RpcDecoder.decode(rpc, limits);
  }

  @Benchmark
  public byte[] encodeHead() {
    return RpcEncoder.frameHead(message);
  }

  @Benchmark
  public GossipMessage sign() {
    return signer.sign(seqno++, "/benchmark/topic", payload);
  }

  @Benchmark
  public boolean checkSignature() {
    return SignatureCheck.passes(message);
  }

  private static byte[] rpc(GossipMessage message) {
    byte[] head = RpcEncoder.frameHead(message);
    // The decoder gets the frame without its length.
    int skipped = head.length + message.size() - RpcEncoder.rpcBytes(message);
    return ByteBuffer.allocate(RpcEncoder.rpcBytes(message))
        .put(head, skipped, head.length - skipped)
        .put(message.encoded())
        .array();
  }
}
