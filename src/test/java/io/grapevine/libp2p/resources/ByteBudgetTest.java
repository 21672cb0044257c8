package io.grapevine.libp2p.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private static final int STEP = ByteAccount.STEP_BYTES;
  private static final int KIB = 1024;

  private final ByteBudget budget = new ByteBudget(1000 * KIB, 400 * KIB);

  @Test
  void leavesTheFirstStepUncounted() {
    ByteAccount account = budget.open(peer(1));
    account.settle(STEP - 1);
    assertThat(budget.used()).isZero();
    account.settle(STEP);
    assertThat(budget.used()).isEqualTo(STEP);
    account.settle(3 * STEP + 5);
    assertThat(budget.used()).isEqualTo(3 * STEP);
    account.settle(0);
    assertThat(budget.used()).isZero();
  }

  @Test
  void allowsOneHolderItsMost() {
    ByteAccount account = budget.open(peer(1));
    assertThat(account.allows(400 * KIB)).isTrue();
    assertThat(account.allows(401 * KIB)).isFalse();
    account.settle(400 * KIB);
    assertThat(account.allows(400 * KIB)).as("what it has, it keeps").isTrue();
    assertThat(account.allows(400 * KIB + STEP)).isFalse();
  }

  @Test
  void addsUpTheAccountsOfOnePeer() {
    ByteAccount first = budget.open(peer(1));
    ByteAccount second = budget.open(peer(1));
    first.settle(240 * KIB);
    assertThat(second.allows(160 * KIB)).isTrue();
    assertThat(second.allows(170 * KIB)).isFalse();
    assertThat(second.pressed()).isTrue();
    assertThat(budget.peers()).isOne();
    first.close();
    assertThat(budget.peers()).isOne();
    assertThat(second.allows(400 * KIB)).isTrue();
    second.close();
    assertThat(budget.peers()).isZero();
  }

  @Test
  void pressesTheHolderOfMuchAndNobodyElse() {
    ByteAccount greedy = budget.open(peer(1));
    ByteAccount modest = budget.open(peer(2));
    greedy.settle(208 * KIB);
    assertThat(greedy.pressed()).isTrue();
    assertThat(modest.pressed()).isFalse();
    greedy.settle(192 * KIB);
    assertThat(greedy.pressed()).isFalse();
  }

  @Test
  void takesNothingAfterItsEnd() {
    ByteAccount account = budget.open(peer(1));
    account.settle(100 * KIB);
    account.close();
    account.settle(100 * KIB);
    account.close();
    assertThat(budget.used()).isZero();
    assertThat(budget.peers()).isZero();
  }

  @Test
  void greedyPeersLeaveRoomForTheNextOneAndNeverPassTheBudget() {
    Randomised.runs(50)
        .check(
            random -> {
              ByteBudget shared = new ByteBudget(1000 * KIB, 1000 * KIB);
              int holders = 1 + random.nextInt(40);
              List<ByteAccount> accounts = new ArrayList<>();
              long[] held = new long[holders];
              for (int i = 0; i < holders; i++) {
                accounts.add(shared.open(peer(i)));
              }
              for (int i = 0; i < 3_000; i++) {
                int who = random.nextInt(holders);
                long more = held[who] + random.nextInt(16 * KIB);
                if (accounts.get(who).allows(more)) {
                  held[who] = more;
                  accounts.get(who).settle(more);
                }
                assertThat(shared.used()).isLessThanOrEqualTo(shared.max());
              }
              giveWay(shared, accounts, held);
              assertThat(shared.open(peer(holders)).allows(1000 * KIB / 8))
                  .as("%d greedy holders", holders)
                  .isTrue();
            });
  }

  /** What a host does when memory is nearly used up. */
  private static void giveWay(ByteBudget shared, List<ByteAccount> accounts, long[] held) {
    while (shared.debtor().isPresent()) {
      int largest = 0;
      for (int i = 0; i < held.length; i++) {
        largest = held[i] > held[largest] ? i : largest;
      }
      assertThat(held[largest]).isPositive();
      held[largest] /= 2;
      accounts.get(largest).settle(held[largest]);
    }
  }

  @Test
  void namesTheLargestHolderWhenItIsNearlyUsedUp() {
    ByteAccount first = budget.open(peer(1));
    ByteAccount second = budget.open(peer(2));
    first.settle(400 * KIB);
    second.settle(300 * KIB);
    assertThat(budget.debtor()).isEmpty();
    budget.open(peer(3)).settle(200 * KIB);
    assertThat(budget.debtor()).contains(peer(1));
    first.settle(0);
    assertThat(budget.debtor()).isEmpty();
  }

  private static PeerId peer(int number) {
    return PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, (byte) number});
  }
}
