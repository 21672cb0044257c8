package io.grapevine.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteAccount;
import io.grapevine.libp2p.resources.ByteBudget;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OutgoingQueueTest {

  private static final int SIZE = new OutgoingMessage(message(0), false).size();
  private static final Rpc CONTROL =
      new Rpc(
          List.of(new Rpc.Subscription("/t", true)),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static final PeerId PEER = PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, 1});

  private final AtomicInteger dropped = new AtomicInteger();
  private Duration pace = Duration.ZERO;
  private ByteBudget memory = new ByteBudget(1 << 30, 1 << 30);

  @Test
  void takesNothingInBeforeItIsTold() {
    OutgoingQueue queue = queue(10, 1 << 20, 10);

    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isFalse();
    queue.renew();
    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isFalse();
    queue.accept();
    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isTrue();
  }

  @Test
  void leavesAStreamWhenAllIsWrittenAndKeepsWhatComesMeanwhile() throws InterruptedException {
    OutgoingQueue queue = queue(100, 1 << 20, 10);
    int number = queue.renew();
    queue.accept();
    add(queue, 1);
    queue.leave(number);
    assertThat(queue.take().messages()).hasSize(1);
    assertThat(queue.take().broken()).isTrue();
    assertThat(queue.takeLeft()).isTrue();

    List<OutgoingMessage> meanwhile = add(queue, 2);
    queue.addControl(CONTROL);
    queue.breakOff(number);
    queue.resume();
    OutgoingQueue.Batch next = queue.take();
    assertThat(next.messages()).containsExactlyElementsOf(meanwhile);
    assertThat(next.controls()).isEmpty();
    assertThat(queue.takeLeft()).isFalse();
  }

  @Test
  void doesNotLeaveAStreamThatIsAlreadyAnotherOne() {
    OutgoingQueue queue = queue(100, 1 << 20, 10);
    int number = queue.renew();
    queue.renew();
    queue.leave(number);

    assertThat(queue.takeLeft()).isFalse();
  }

  @Test
  void putsControlInFrontOfMessages() throws InterruptedException {
    OutgoingQueue queue = open(100, 1 << 20, 10);
    List<OutgoingMessage> messages = add(queue, 20);
    queue.addControl(CONTROL);

    OutgoingQueue.Batch first = queue.take();
    assertThat(first.controls()).containsExactly(CONTROL);
    assertThat(first.messages()).containsExactlyElementsOf(messages.subList(0, 16));
    assertThat(first.last()).isFalse();
    queue.addControl(CONTROL);
    OutgoingQueue.Batch second = queue.take();
    assertThat(second.controls()).hasSize(1);
    assertThat(second.messages()).containsExactlyElementsOf(messages.subList(16, 20));
    assertThat(second.last()).isTrue();
  }

  @Test
  void losesTheOldestMessageAboveItsNumber() throws InterruptedException {
    OutgoingQueue queue = open(3, 1 << 20, 10);
    List<OutgoingMessage> messages = add(queue, 4);

    assertThat(queue.take().messages()).containsExactlyElementsOf(messages.subList(1, 4));
    assertThat(dropped).hasValue(1);
  }

  @Test
  void losesTheOldestMessagesAboveItsBytes() throws InterruptedException {
    OutgoingQueue queue = open(100, 3 * SIZE, 10);
    List<OutgoingMessage> messages = add(queue, 5);

    assertThat(queue.take().messages()).containsExactlyElementsOf(messages.subList(2, 5));
    assertThat(dropped).hasValue(2);
  }

  @Test
  void losesOfWhoHasTheMostMessages() throws InterruptedException {
    OutgoingQueue queue = open(4, 1 << 20, 10);
    OutgoingMessage quiet = new OutgoingMessage(message(1), false);
    KeyPair chatty = KeyPair.generate(new SecureRandom());
    assertThat(queue.addMessage(quiet)).isTrue();
    for (int i = 0; i < 100; i++) {
      queue.addMessage(
          new OutgoingMessage(new MessageSigner(chatty).sign(i, "/t", new byte[0]), false));
    }

    assertThat(queue.take().messages()).hasSize(4).first().isEqualTo(quiet);
    assertThat(dropped).hasValue(97);
  }

  @Test
  void losesOfWhoHasTheMostBytes() throws InterruptedException {
    OutgoingQueue queue = open(100, 10 * SIZE, 10);
    OutgoingMessage quiet = new OutgoingMessage(message(1), false);
    KeyPair chatty = KeyPair.generate(new SecureRandom());
    assertThat(queue.addMessage(quiet)).isTrue();
    for (int i = 0; i < 30; i++) {
      byte[] large = new byte[2 * SIZE];
      queue.addMessage(new OutgoingMessage(new MessageSigner(chatty).sign(i, "/t", large), false));
    }

    assertThat(queue.take().messages()).hasSizeGreaterThan(1).first().isEqualTo(quiet);
  }

  @Test
  void takesBytesThatWereTakenOutForFree() throws InterruptedException {
    OutgoingQueue queue = open(100, 3 * SIZE, 10);
    add(queue, 3);
    queue.take();
    add(queue, 3);

    assertThat(dropped).hasValue(0);
  }

  @Test
  void breaksWhenThereIsTooMuchControl() throws InterruptedException {
    OutgoingQueue queue = open(100, 1 << 20, 2);
    queue.addControl(CONTROL);
    queue.addControl(CONTROL);
    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isTrue();
    queue.addControl(CONTROL);

    assertThat(queue.take().broken()).isTrue();
    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isFalse();
  }

  @Test
  void wakesWhoeverTakesWhenItBreaks() throws InterruptedException {
    OutgoingQueue queue = open(10, 1 << 20, 10);
    Thread breaker = Thread.ofVirtual().start(() -> queue.breakOff());

    assertThat(queue.take().broken()).isTrue();
    breaker.join();
  }

  @Test
  void forgetsWhatAnEarlierStreamLeft() throws InterruptedException {
    OutgoingQueue queue = open(10, 1 << 20, 10);
    add(queue, 3);
    int second = queue.renew();
    queue.accept();
    queue.breakOff(second - 1);
    queue.addControl(CONTROL);

    OutgoingQueue.Batch batch = queue.take();
    assertThat(batch.controls()).hasSize(1);
    assertThat(batch.messages()).isEmpty();
    queue.breakOff(second);
    assertThat(queue.take().broken()).isTrue();
  }

  @Test
  void staysClosedWhenItBreaksBeforeItIsTold() throws InterruptedException {
    OutgoingQueue queue = queue(10, 1 << 20, 10);
    queue.renew();
    queue.breakOff();
    queue.accept();

    assertThat(queue.addMessage(new OutgoingMessage(message(1), false))).isFalse();
    assertThat(queue.take().broken()).isTrue();
  }

  @Test
  void losesMessagesForWhichTheSharedMemoryHasNoRoom() throws InterruptedException {
    memory = new ByteBudget(40_000, 40_000);
    ByteAccount others = memory.open(PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, 2}));
    OutgoingQueue queue = open(1000, 1 << 20, 10);
    add(queue, 40_000 / SIZE);
    assertThat(dropped).as("one holder has half at most, and one step").hasPositiveValue();
    assertThat(memory.used()).isBetween(1L, 20_000L);

    queue.close();
    assertThat(memory.used()).isZero();
    others.settle(38_000);
    queue = open(1000, 1 << 20, 10);
    dropped.set(0);
    List<OutgoingMessage> messages = add(queue, 100);
    assertThat(dropped).as("what is uncounted has room").hasPositiveValue();
    assertThat(queue.take().messages()).isSubsetOf(messages).isNotEmpty();
  }

  @Test
  void sendsACopyThatComesAloneAtOnceAndLaterOnesTogether() throws InterruptedException {
    pace = Duration.ofMillis(20);
    OutgoingQueue queue = open(100, 1 << 20, 10);
    queue.addMessage(copy(1));
    assertThat(queue.take().messages()).hasSize(1);

    long start = System.nanoTime();
    queue.addMessage(copy(2));
    queue.addMessage(copy(3));

    assertThat(queue.take().messages()).hasSize(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(10));
  }

  @Test
  void letsCopiesTravelWithWhatIsInAHurry() throws InterruptedException {
    pace = Duration.ofDays(1);
    OutgoingQueue queue = open(100, 1 << 20, 10);
    queue.addMessage(copy(1));
    queue.take();

    queue.addMessage(copy(2));
    queue.addMessage(new OutgoingMessage(message(3), false));
    assertThat(queue.take().messages()).hasSize(2);
    queue.addMessage(copy(4));
    queue.addControl(CONTROL);
    assertThat(queue.take().messages()).hasSize(1);
    for (int i = 0; i < 16; i++) {
      queue.addMessage(copy(i));
    }
    assertThat(queue.take().messages()).hasSize(16);
  }

  @Test
  void sendsNoCopyThatThePeerHasAlready() throws InterruptedException {
    pace = Duration.ofMillis(20);
    OutgoingQueue queue = open(100, 1 << 20, 10);
    OutgoingMessage kept = copy(1);
    OutgoingMessage own = new OutgoingMessage(message(2), false);
    OutgoingMessage known = copy(3);
    List.of(kept, own, known).forEach(queue::addMessage);

    queue.withdraw(known.id());
    queue.withdraw(own.id());

    assertThat(queue.take().messages()).containsExactly(kept, own);
  }

  private static OutgoingMessage copy(long seqno) {
    return new OutgoingMessage(message(seqno), true);
  }

  private List<OutgoingMessage> add(OutgoingQueue queue, int count) {
    List<OutgoingMessage> messages =
        IntStream.range(0, count).mapToObj(i -> new OutgoingMessage(message(i), false)).toList();
    messages.forEach(message -> assertThat(queue.addMessage(message)).isTrue());
    return messages;
  }

  private OutgoingQueue open(int messages, int bytes, int controls) {
    OutgoingQueue queue = queue(messages, bytes, controls);
    queue.renew();
    queue.accept();
    return queue;
  }

  private OutgoingQueue queue(int messages, int bytes, int controls) {
    Duration any = Duration.ofSeconds(1);
    QueueLimits limits =
        new QueueLimits(1, 1, messages, bytes, controls, 1, any, any, any, any, any, pace);
    return new OutgoingQueue(limits, memory.open(PEER), dropped::incrementAndGet);
  }

  private static GossipMessage message(long seqno) {
    KeyPair keys = KeyPair.generate(new SecureRandom());
    return new MessageSigner(keys).sign(seqno, "/t", new byte[100]);
  }
}
