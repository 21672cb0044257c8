package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Six peers, of our own stack and of the others, each a process that is linked to three of the
 * others. One of each kind is killed and started again while messages flow.
 */
@Timeout(180)
class MixedMeshIT {
  private static final String TOPIC = "/grapevine-test/mixed-mesh";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SIZE = 6;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(100);

  private final List<Member> members = new ArrayList<>();
  private int round;

  /** A place in the mesh; the process in it may be replaced by another with the same identity. */
  private static final class Member {
    private final PeerKind kind;
    private final Map<String, String> options = Map.of("seed", UUID.randomUUID().toString());
    private PeerProcess process;

    private Member(PeerKind kind) throws IOException {
      this.kind = kind;
      process = PeerProcess.start(kind, options);
      process.command("subscribe", Map.of("topic", TOPIC));
    }

    private void restart() throws IOException {
      process = PeerProcess.start(kind, options);
      process.command("subscribe", Map.of("topic", TOPIC));
    }

    private void dial(Member other) {
      process.command("dial", Map.of("address", other.process.address().toString()));
    }

    private void publish(String text) {
      process.command("publish", Map.of("topic", TOPIC, "payload", base64(text)));
    }

    private boolean has(String text) {
      return !process.events("message", Map.of("payload", base64(text))).isEmpty();
    }

    @Override
    public String toString() {
      return kind + " " + process.id();
    }
  }

  @AfterEach
  void endAll() {
    members.parallelStream().forEach(member -> member.process.close());
  }

  @Test
  void everyMessageArrivesEverywhereAlsoAfterKillsOfEachKind() throws Exception {
    List<PeerKind> kinds = kinds();
    for (int i = 0; i < SIZE; i++) {
      members.add(new Member(kinds.get(i % kinds.size())));
    }
    for (int i = 0; i < SIZE; i++) {
      members.get(i).dial(members.get((i + 1) % SIZE));
    }
    for (int i = 0; i < SIZE / 2; i++) {
      members.get(i).dial(members.get(i + SIZE / 2));
    }
    awaitMeshes();
    everyoneIsHeardByEveryone();
    for (int i = 0; i < kinds.size(); i++) {
      killAndRestartUnderTraffic(i);
      everyoneIsHeardByEveryone();
    }
  }

  /** Ours first, then whatever runs here. */
  private static List<PeerKind> kinds() {
    List<PeerKind> foreign =
        Stream.of(PeerKind.JS, PeerKind.GO).filter(kind -> kind.missing().isEmpty()).toList();
    String missing =
        Stream.of(PeerKind.JS, PeerKind.GO)
            .flatMap(kind -> kind.missing().stream())
            .collect(joining("; "));
    assumeTrue(!foreign.isEmpty(), missing);
    List<PeerKind> all = new ArrayList<>(List.of(PeerKind.OWN));
    all.addAll(foreign);
    return all;
  }

  private void killAndRestartUnderTraffic(int index) throws Exception {
    Member victim = members.get(index);
    List<Member> survivors = members.stream().filter(member -> member != victim).toList();
    Member author = survivors.getLast();
    AtomicInteger published = new AtomicInteger();
    String prefix = "while " + index + " is away, ";
    try (ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> flow =
          traffic.scheduleAtFixedRate(
              () -> author.publish(prefix + published.getAndIncrement()),
              0,
              BETWEEN_MESSAGES.toMillis(),
              TimeUnit.MILLISECONDS);
      await().atMost(LIMIT).until(() -> published.get() >= 5);
      victim.process.kill();
      await().atMost(LIMIT).until(() -> published.get() >= 15);
      victim.restart();
      neighbours(index).forEach(victim::dial);
      awaitMeshes();
      int back = published.get();
      await().atMost(LIMIT).until(() -> published.get() >= back + 10);
      assertThat(flow.state()).isEqualTo(java.util.concurrent.Future.State.RUNNING);
      traffic.shutdown();
      assertThat(traffic.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < published.get(); i++) {
        String text = prefix + i;
        List<Member> readers = i < back ? survivors : members;
        readers.stream().filter(reader -> reader != author).forEach(it -> awaitText(it, text));
      }
    }
  }

  private List<Member> neighbours(int index) {
    return List.of(
        members.get((index + 1) % SIZE),
        members.get((index + SIZE - 1) % SIZE),
        members.get((index + SIZE / 2) % SIZE));
  }

  /** Each peer has all its three neighbours in its mesh. */
  private void awaitMeshes() {
    for (Member member : members) {
      await(member + " has its mesh")
          .atMost(LIMIT)
          .until(
              () ->
                  member.process.command("mesh", Map.of("topic", TOPIC)).path("mesh").size() == 3);
    }
  }

  private void everyoneIsHeardByEveryone() {
    round++;
    for (Member author : members) {
      author.publish("round " + round + " by " + author);
    }
    for (Member author : members) {
      for (Member reader : members) {
        if (reader != author) {
          awaitText(reader, "round " + round + " by " + author);
        }
      }
    }
  }

  private static void awaitText(Member reader, String text) {
    await(reader + " hears: " + text)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .pollDelay(Duration.ZERO)
        .until(() -> reader.has(text));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
