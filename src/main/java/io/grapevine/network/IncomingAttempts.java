package io.grapevine.network;

import io.grapevine.coordination.NetworkEvents;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.worker.Assignment;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Serves the streams on which requesters present their awards. */
final class IncomingAttempts implements StreamHandler {
  private final StreamOpener opener;
  private final NetworkConfig config;
  private final NetworkEvents events;
  private final NetworkObserver observer;
  private final Map<Assignment, IncomingAttempt> attempts = new ConcurrentHashMap<>();
  private volatile boolean closed;

  IncomingAttempts(
      StreamOpener opener, NetworkConfig config, NetworkEvents events, NetworkObserver observer) {
    this.opener = opener;
    this.config = config;
    this.events = events;
    this.observer = observer;
  }

  @Override
  public void handle(Stream stream) throws IOException {
    if (closed || attempts.size() >= config.incomingAttemptsMax()) {
      throw new IOException("no more attempts are taken here");
    }
    WorkLine line = new WorkLine(stream);
    try {
      serve(line);
    } catch (MalformedException unsound) {
      observer.streamMalformed(Topics.WORK_PROTOCOL);
      throw unsound;
    } finally {
      if (!line.isFinishing()) {
        line.cut();
      }
    }
  }

  /** Does something with the stream of an attempt, if there is one. */
  void with(Assignment assignment, Consumer<IncomingAttempt> action) {
    IncomingAttempt attempt = attempts.get(assignment);
    if (attempt != null) {
      action.accept(attempt);
    }
  }

  /** Ends all streams; last words that are on their way have so much time to get out. */
  void close(Countdown left) {
    closed = true;
    attempts.values().forEach(attempt -> attempt.leave(left.left()));
  }

  private void serve(WorkLine line) throws IOException {
    if (!(line.read(config.awardWait()) instanceof WorkMessage.Award award)) {
      throw new MalformedException("a work stream begins with the award");
    }
    Assignment assignment = new Assignment(line.remotePeer(), award.attempt(), award.reservation());
    IncomingAttempt attempt = new IncomingAttempt(assignment, award, line, config, events);
    IncomingAttempt earlier = attempts.put(assignment, attempt);
    if (earlier != null) {
      earlier.replace();
    }
    try {
      opener.keeping(assignment.requester(), "attempt " + award.attempt(), attempt::serve);
    } finally {
      attempts.remove(assignment, attempt);
    }
  }
}
