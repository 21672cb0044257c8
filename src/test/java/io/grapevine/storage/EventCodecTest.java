package io.grapevine.storage;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Bytes;
import io.grapevine.job.Comparison;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.job.ReservationId;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final OfferId OFFER = new OfferId(job(7), 2);
  private static final AttemptId ATTEMPT = new AttemptId(job(7), 3);

  @Test
  void readsWhatItWrites() {
    List<Class<?>> kinds = new ArrayList<>();
    for (JobEvent event : samples()) {
      kinds.add(event.getClass());
      assertThat(EventCodec.decode(EventCodec.VERSION, EventCodec.encode(event))).isEqualTo(event);
    }
    assertThat(kinds).contains(JobEvent.class.getPermittedSubclasses());
  }

  /** The file holds events as they were first released; a change that cannot read them is a bug. */
  @Test
  void readsEveryEventThatWasEverWritten() throws IOException {
    List<String> stored;
    try (InputStream file = EventCodecTest.class.getResourceAsStream("events-v1.jsonl")) {
      assertThat(file).isNotNull();
      stored = new String(file.readAllBytes(), UTF_8).lines().toList();
    }
    List<JobEvent> read = stored.stream().map(line -> EventCodec.decode(1, line)).toList();
    assertThat(read).isEqualTo(samples());
  }

  @Test
  void keepsThePayloadsDescriptionButNotItsBytes() {
    String encoded = EventCodec.encode(samples().getFirst());
    assertThat(encoded).contains("text/plain").doesNotContain("bytes");
  }

  @Test
  void refusesVersionsAndTextsThatItDoesNotKnow() {
    assertThatThrownBy(() -> EventCodec.decode(2, "{}"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("newer");
    for (String damaged :
        List.of("", "{}", "[]", "{\"event\":\"other\"}", "{\"event\":\"resumed\",\"job\":\"x\"}")) {
      assertThatThrownBy(() -> EventCodec.decode(1, damaged))
          .as(damaged)
          .isInstanceOf(DamagedJobException.class);
    }
  }

  private static List<JobEvent> samples() {
    List<JobEvent> all = new ArrayList<>();
    all.add(new JobEvent.Submitted(job(7), START.plusNanos(1), spec(), peer(1)));
    all.add(new JobEvent.Resumed(job(7), START, peer(2)));
    all.add(
        new JobEvent.BidPlaced(
            job(7),
            START,
            new Bid(
                OFFER,
                peer(3),
                ReservationId.NONE,
                new Load(1, 2, 3, 4, 0.25, 0.5),
                Duration.ofMillis(1_500),
                Duration.ofMillis(20),
                Attributes.of(Map.of("region", "eu", "cpus", "4")),
                2)));
    all.add(
        new JobEvent.BidRefused(
            job(7), START, new Refusal(OFFER, peer(4), RefusalReason.UNSUITABLE, "too \"small\"")));
    all.add(
        new JobEvent.ProgressReported(job(7), START, ATTEMPT, new Progress(40, "half – almost")));
    all.add(new JobEvent.AttemptEnded(job(7), START, ATTEMPT, AttemptEnd.TIMED_OUT, "after 2 s"));
    all.add(
        new JobEvent.AttemptEnded(
            job(7),
            START,
            ATTEMPT,
            AttemptEnd.WORK_FAILED,
            "bad input",
            Failure.permanent(FailureCode.INPUT_REJECTED, "bad input")));
    all.addAll(StoredJobs.success(8, io.grapevine.testing.JobSamples.content("done")));
    all.add(StoredJobs.refused(9));
    return all;
  }

  private static JobSpec spec() {
    Content payload =
        new Content("text/plain", Bytes.wrap(new byte[0]), Digest.of(new byte[] {1, 2, 3}));
    Requirement hard =
        new Requirement("region", Arrays.asList(Comparison.values()).getFirst(), "1");
    Requirement soft = new Requirement("cpus", Arrays.asList(Comparison.values()).getLast(), "4");
    return new JobSpec(
        job(7),
        new WorkType("echo"),
        payload,
        Duration.ofMillis(61_001),
        new TreeMap<>(Map.of("team", "a", "ключ", "значение")),
        4,
        Delivery.AT_MOST_ONCE,
        new Preferences(
            new Requirements(List.of(hard), List.of(soft)),
            SelectionPolicy.FAIR,
            Priority.HIGH,
            Duration.ofSeconds(5),
            true,
            Set.of(peer(5), peer(6))),
        job(70));
  }

  /** Prints what the file should hold when a version begins. */
  public static void main(String... arguments) {
    samples().forEach(event -> System.out.println(EventCodec.encode(event)));
  }
}
