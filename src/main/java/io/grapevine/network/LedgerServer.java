package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.OutcomeRecords;
import io.grapevine.job.Bytes;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.wire.LedgerAnswer;
import io.grapevine.network.wire.LedgerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets neighbours read this peer's ledger, a little at a time. */
final class LedgerServer implements StreamHandler {
  /** Longest request. */
  static final int REQUEST_MAX = 64;

  /** Longest answer. */
  static final int ANSWER_MAX = 256 << 10;

  /** Entries, and so envelopes, in one answer. */
  static final int ENTRIES_MAX = 256;

  private static final int ENVELOPE_BYTES_MAX = ANSWER_MAX - (16 << 10);
  private static final int ANSWERS_PER_SECOND = 20;
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final Duration AGE_MAX = Duration.ofDays(365);

  private final OutcomeRecords ledger;
  private final InstantSource clock;
  private final NetworkObserver observer;

  LedgerServer(OutcomeRecords ledger, InstantSource clock, NetworkObserver observer) {
    this.ledger = ledger;
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  public void handle(Stream stream) throws IOException {
    stream.readTimeout(SILENCE_MAX);
    Throttle throttle = new Throttle(ANSWERS_PER_SECOND);
    try {
      while (true) {
        byte[] request = Frames.read(stream.input(), REQUEST_MAX);
        Frames.write(answer(request), stream.output());
        stream.output().flush();
        throttle.pass();
      }
    } catch (EOFException over) {
      stream.close();
    } catch (MalformedException unsound) {
      observer.streamMalformed(Topics.LEDGER_PROTOCOL);
      throw unsound;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two answers");
    }
  }

  /**
   * Answers one request.
   *
   * @throws MalformedException if it cannot be read
   */
  LedgerAnswer answer(byte[] frame) throws MalformedException {
    LedgerRequest request = WireFields.parse(LedgerRequest.parser(), frame);
    WireFields.require(request.getFrom() >= 0, "a number of an entry is below 2^63");
    List<LedgerEntry> entries = ledger.range(start(request), ENTRIES_MAX);
    LedgerAnswer.Builder answer = LedgerAnswer.newBuilder();
    @Nullable Bytes last = null;
    int size = 0;
    for (LedgerEntry entry : entries) {
      Bytes envelope = entry.signed().envelope();
      if (!Objects.equals(envelope, last)) {
        size += envelope.size();
        if (size > ENVELOPE_BYTES_MAX) {
          break;
        }
        answer.addEnvelopes(ByteString.copyFrom(envelope.array()));
        last = envelope;
      }
      answer.setNext(entry.sequence() + 1);
    }
    return answer.build();
  }

  private long start(LedgerRequest request) {
    if (request.getFrom() > 0) {
      return request.getFrom();
    }
    long millis = Math.clamp(request.getMaxAgeMs(), 0, AGE_MAX.toMillis());
    Instant since = clock.instant().minusMillis(millis);
    return ledger.firstSince(since);
  }
}
