package io.grapevine.libp2p.host;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Cost;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;

/** A stream of Identify messages: bounded in every list, and safe to print. */
public final class IdentifyFuzz implements FuzzTarget {

  private static final int ADDRESSES_MAX = 64;
  private static final int PROTOCOLS_MAX = 256;
  private static final int AGENT_CHARS_MAX = 128;

  /** A text of one letter takes three bytes and costs a decoder of its own. */
  private static final long TEXT_BYTES_PER_BYTE = 64;

  @Override
  public String name() {
    return "identify";
  }

  @Override
  public int maxBytes() {
    return 32 * 1024;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, TEXT_BYTES_PER_BYTE * input.length, () -> check(input));
  }

  private static void check(byte[] input) throws IOException {
    IdentifyMessage message;
    try {
      message = IdentifyMessage.read(new ByteArrayInputStream(input));
    } catch (MalformedException e) {
      return;
    } catch (EOFException e) {
      throw new AssertionError("an end is not reported as malformed", e);
    }
    Claims.that(message.addresses().size() <= ADDRESSES_MAX, "too many addresses");
    Claims.that(message.protocols().size() <= PROTOCOLS_MAX, "too many protocols");
    message
        .agent()
        .ifPresent(
            agent -> {
              Claims.that(agent.length() <= AGENT_CHARS_MAX, "the agent is too long");
              Claims.that(agent.chars().noneMatch(Character::isISOControl), "agent has controls");
            });
    message
        .signedRecord()
        .ifPresent(record -> Claims.that(record.length <= IdentifyMessage.MAX_BYTES, "record"));
  }
}
