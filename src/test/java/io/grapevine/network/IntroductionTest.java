package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that know one other peer each, on loopback, and are to work together nevertheless. */
class IntroductionTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** For peers that are dialled again only after a pause. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<TestPeer> peers = new ArrayList<>();

  @AfterEach
  void stop() {
    peers.forEach(TestPeer::close);
  }

  @Test
  void requestersAndWorkersMeetThroughARequesterThatDoesNothing() throws Exception {
    TestPeer hub = start(TestPeer.requester(Networks.OWN));
    List<TestPeer> requesters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      requesters.add(joined(TestPeer.requester(Networks.OWN), hub));
    }
    for (int i = 0; i < 2; i++) {
      joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    }
    allSucceed(requesters, 4);
    hub.kill();
    allSucceed(requesters, 4);
    for (TestPeer requester : requesters) {
      assertThat(requester.complaints).isEmpty();
    }
  }

  @Test
  void theEndsOfAChainWorkTogether() throws Exception {
    TestPeer last = start(TestPeer.requester(Networks.OWN));
    TestPeer requester = last;
    for (int i = 0; i < 3; i++) {
      last = joined(TestPeer.requester(Networks.OWN), last);
    }
    joined(TestPeer.worker(Networks.OWN, payload -> payload), last);
    allSucceed(List.of(requester), 2);
  }

  @Test
  void aWorkerThatCameBackElsewhereIsFound() throws Exception {
    TestPeer hub = start(TestPeer.requester(Networks.OWN));
    TestPeer requester = joined(TestPeer.requester(Networks.OWN), hub);
    TestPeer gone = joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    allSucceed(List.of(requester), 1);
    gone.close();
    joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    allSucceed(List.of(requester), 1);
  }

  @Test
  void aRequesterThatCameBackElsewhereAndKnowsOnlyTheHubHasItsWorkerAgain() throws Exception {
    KeyPair identity = KeyPair.generate(new SecureRandom());
    TestPeer hub = start(TestPeer.requester(Networks.OWN));
    TestPeer worker = joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    TestPeer gone = joined(TestPeer.requester(() -> Networks.own(identity)), hub);
    allSucceed(List.of(gone), 1);
    gone.close();
    TestPeer back = joined(TestPeer.requester(() -> Networks.own(identity)), hub);
    await().atMost(PATIENCE).until(() -> connected(back).contains(worker.id()));
    allSucceed(List.of(back), 1);
  }

  @Test
  void aRequesterThatCameBackAndKnowsNobodyIsDialledByThoseWhoKnewIt() throws Exception {
    KeyPair identity = KeyPair.generate(new SecureRandom());
    TestPeer hub = start(TestPeer.requester(Networks.OWN));
    TestPeer worker = joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    // Not 127.0.0.1, where another process may be given the port meanwhile.
    TestPeer gone =
        joined(TestPeer.requester(() -> Networks.own(identity, "/ip4/127.77.0.1/tcp/0")), hub);
    allSucceed(List.of(gone), 1);
    String address = gone.network.addresses().getFirst().toString();
    gone.close();
    TestPeer back = start(TestPeer.requester(() -> Networks.own(identity, address)));
    await().atMost(PATIENCE).until(() -> connected(back).contains(worker.id()));
    allSucceed(List.of(back), 1);
  }

  @Test
  void peersSeeWithWhomTheyAreConnected() throws Exception {
    TestPeer hub = start(TestPeer.requester(Networks.OWN));
    TestPeer one = joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    TestPeer other = joined(TestPeer.worker(Networks.OWN, payload -> payload), hub);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(connected(one)).containsExactlyInAnyOrder(hub.id(), other.id());
              assertThat(one.network.subscribers(Topics.offers(ScriptedRunner.ECHO)))
                  .containsExactly(other.id());
            });
  }

  private static Set<PeerId> connected(TestPeer peer) {
    Set<PeerId> all = new HashSet<>();
    peer.network.view().connections().forEach(connection -> all.add(connection.peerId()));
    return all;
  }

  private static void allSucceed(List<TestPeer> requesters, int jobsEach) throws Exception {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < jobsEach; i++) {
      for (TestPeer requester : requesters) {
        ids.add(requester.submit(ScriptedRunner.ECHO, "job " + i, null));
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      TestPeer requester = requesters.get(i % requesters.size());
      Job job = requester.finished(ids.get(i));
      assertThat(job.status())
          .as(() -> requester.coordination.history(job.id()).toString())
          .isEqualTo(JobStatus.SUCCEEDED);
    }
  }

  private TestPeer joined(TestPeer peer, TestPeer bootstrap) throws IOException {
    start(peer).connect(bootstrap);
    return peer;
  }

  private TestPeer start(TestPeer peer) {
    peers.add(peer);
    return peer;
  }
}
