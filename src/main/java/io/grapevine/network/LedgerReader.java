package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.OutcomeLedger;
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

/**
 * Reads a neighbour's ledger and appends what is new to the own one. Nothing is believed: all
 * signatures are checked, those of the workers too, and neither order nor completeness is assumed.
 */
final class LedgerReader {
  /** Most answers that are read from one neighbour in one go. */
  static final int ANSWERS_MAX = 4_096;

  private static final Duration DIAL_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final PeerNetwork network;
  private final OutcomeLedger ledger;
  private final InstantSource clock;

  LedgerReader(PeerNetwork network, OutcomeLedger ledger, InstantSource clock) {
    this.network = network;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Reads all that a neighbour has heard of late.
   *
   * @param age how long ago it may have heard of it
   * @return outcomes that were read, known ones included
   * @throws MalformedException if the neighbour breaks the protocol or hands on a forgery
   * @throws IOException if it cannot be read
   */
  int read(PeerId neighbour, Duration age) throws IOException {
    try (Stream stream = network.open(neighbour, Topics.LEDGER_PROTOCOL, DIAL_LIMIT)) {
      stream.readTimeout(ANSWER_LIMIT);
      LedgerRequest request = LedgerRequest.newBuilder().setMaxAgeMs(age.toMillis()).build();
      int outcomes = 0;
      for (int answers = 0; answers < ANSWERS_MAX; answers++) {
        Frames.write(request, stream.output());
        stream.output().flush();
        LedgerAnswer answer =
            WireFields.parse(
                LedgerAnswer.parser(), Frames.read(stream.input(), LedgerServer.ANSWER_MAX));
        outcomes += take(answer);
        if (answer.getNext() == 0) {
          return outcomes;
        }
        WireFields.require(
            answer.getNext() > request.getFrom(), "the neighbour's ledger goes in circles");
        request = LedgerRequest.newBuilder().setFrom(answer.getNext()).build();
      }
      throw new MalformedException("the neighbour's ledger has no end");
    }
  }

  private int take(LedgerAnswer answer) throws MalformedException {
    WireFields.require(
        answer.getEnvelopesCount() <= LedgerServer.ENTRIES_MAX, "too many envelopes in an answer");
    WireFields.require(
        answer.getNext() == 0 || answer.getEnvelopesCount() > 0, "an answer holds nothing");
    int outcomes = 0;
    for (ByteString envelope : answer.getEnvelopesList()) {
      List<SignedOutcome> signed = OutcomeCodec.open(envelope.toByteArray());
      ledger.append(signed, clock.instant());
      outcomes += signed.size();
    }
    return outcomes;
  }
}
