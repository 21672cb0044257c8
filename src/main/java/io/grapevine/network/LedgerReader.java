package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.job.Digest;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.LedgerAnswer;
import io.grapevine.network.wire.LedgerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Reads a neighbour's ledger and appends what is new to the own one. Nothing is believed: the
 * requesters' signatures are checked, and neither order nor completeness is assumed. Receipts are
 * checked later, like those in gossip: a forged one is the lie of its requester, and the neighbour
 * only says what it has heard.
 */
final class LedgerReader {
  /** Most answers that are read from one neighbour in one go. */
  static final int ANSWERS_MAX = 4_096;

  /** Envelopes of one reading that are known again in the next. */
  static final int SEEN_MAX = 50_000;

  private static final Duration DIAL_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final PeerNetwork network;
  private final OutcomeLedger ledger;
  private final InstantSource clock;
  private final Duration limit;

  /**
   * A reader.
   *
   * @param limit how long one neighbour may take over all its answers
   */
  LedgerReader(PeerNetwork network, OutcomeLedger ledger, InstantSource clock, Duration limit) {
    this.network = network;
    this.ledger = ledger;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * Reads all that a neighbour has heard of late.
   *
   * @param age how long ago it may have heard of it
   * @param seen digests of envelopes that others have shown; what is read is added
   * @return outcomes that the others had not shown, those in the ledger included
   * @throws MalformedException if the neighbour breaks the protocol or hands on a forgery
   * @throws IOException if it cannot be read, or takes too long; what came until then is appended
   */
  int read(PeerId neighbour, Duration age, Set<Digest> seen) throws IOException {
    try (Stream stream = network.open(neighbour, Topics.LEDGER_PROTOCOL, DIAL_LIMIT);
        StreamAlarm _ = StreamAlarm.set(stream, limit)) {
      stream.readTimeout(ANSWER_LIMIT);
      LedgerRequest request = LedgerRequest.newBuilder().setMaxAgeMs(age.toMillis()).build();
      int outcomes = 0;
      for (int answers = 0; answers < ANSWERS_MAX; answers++) {
        Frames.write(request, stream.output());
        stream.output().flush();
        byte[] frame = Frames.read(stream.input(), LedgerServer.ANSWER_MAX);
        LedgerAnswer answer = decode(frame, request.getFrom());
        outcomes += take(answer, seen);
        if (answer.getNext() == 0) {
          return outcomes;
        }
        request = LedgerRequest.newBuilder().setFrom(answer.getNext()).build();
      }
      throw new MalformedException("the neighbour's ledger has no end");
    }
  }

  /**
   * Reads an answer, but not what is in its envelopes.
   *
   * @param from what was asked for
   * @throws MalformedException if it is none, or cannot follow
   */
  static LedgerAnswer decode(byte[] frame, long from) throws MalformedException {
    LedgerAnswer answer = WireFields.parse(LedgerAnswer.parser(), frame);
    WireFields.require(
        answer.getEnvelopesCount() <= LedgerServer.ENTRIES_MAX, "too many envelopes in an answer");
    WireFields.require(
        answer.getNext() == 0 || answer.getEnvelopesCount() > 0, "an answer holds nothing");
    WireFields.require(
        answer.getNext() == 0 || answer.getNext() > from, "the neighbour's ledger goes in circles");
    return answer;
  }

  private int take(LedgerAnswer answer, Set<Digest> seen) throws MalformedException {
    int outcomes = 0;
    for (ByteString content : answer.getEnvelopesList()) {
      byte[] envelope = content.toByteArray();
      Digest digest = Digest.of(envelope);
      if (seen.contains(digest)) {
        continue;
      }
      List<SignedOutcome> signed = OutcomeCodec.hear(envelope);
      ledger.append(signed, clock.instant());
      outcomes += signed.size();
      if (seen.size() < SEEN_MAX) {
        seen.add(digest);
      }
    }
    return outcomes;
  }
}
