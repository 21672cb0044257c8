package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final List<String> ran = new ArrayList<>();

  @Test
  void prefersCommandsToAttemptsToGossip() throws InterruptedException {
    Mailbox mailbox = new Mailbox(10);
    put(mailbox, Lane.GOSSIP, "gossip");
    put(mailbox, Lane.ATTEMPTS, "attempt");
    put(mailbox, Lane.COMMANDS, "command");
    runAll(mailbox);
    assertThat(ran).containsExactly("command", "attempt", "gossip");
  }

  @Test
  void takesEverySixteenthEntryFromTheLowestLane() throws InterruptedException {
    Mailbox mailbox = new Mailbox(100);
    put(mailbox, Lane.GOSSIP, "gossip");
    for (int i = 0; i < 40; i++) {
      put(mailbox, Lane.ATTEMPTS, "attempt");
    }
    runAll(mailbox);
    assertThat(ran.indexOf("gossip")).isEqualTo(15);
  }

  @Test
  void refusesWhatDoesNotFitAnyMoreExceptCommands() {
    Mailbox mailbox = new Mailbox(2);
    assertThat(put(mailbox, Lane.GOSSIP, "1")).isTrue();
    assertThat(put(mailbox, Lane.GOSSIP, "2")).isTrue();
    assertThat(put(mailbox, Lane.GOSSIP, "3")).isFalse();
    assertThat(put(mailbox, Lane.ATTEMPTS, "4")).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(put(mailbox, Lane.COMMANDS, "5")).isTrue();
    }
    assertThat(mailbox.size()).isEqualTo(8);
  }

  @Test
  void handsOutWhatIsInsideAfterItIsClosedAndRefusesMore() throws InterruptedException {
    Mailbox mailbox = new Mailbox(2);
    put(mailbox, Lane.COMMANDS, "before");
    mailbox.close();
    assertThat(put(mailbox, Lane.COMMANDS, "after")).isFalse();
    runAll(mailbox);
    assertThat(ran).containsExactly("before");
  }

  private boolean put(Mailbox mailbox, Lane lane, String name) {
    return mailbox.offer(lane, () -> ran.add(name));
  }

  private static void runAll(Mailbox mailbox) throws InterruptedException {
    Runnable entry = mailbox.take(0);
    while (entry != null) {
      entry.run();
      entry = mailbox.take(0);
    }
  }
}
