package io.grapevine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.InMemoryOutcomeLedger;
import io.grapevine.coordination.JobPage;
import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.KnownPeer;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.NetworkView;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.OutcomePage;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.coordination.OutcomeRecords;
import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.SampleSeals;
import io.grapevine.coordination.Submission;
import io.grapevine.coordination.WorkCatalog;
import io.grapevine.coordination.WorkTypeDescription;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service in which nothing happens but what the test makes happen: jobs stay as they are until
 * the test adds to their history.
 */
public final class FakeCoordinationService implements CoordinationService, WorkCatalog {
  private final Map<JobId, Job> jobs = new HashMap<>();
  private final Map<JobId, List<JobEvent>> histories = new HashMap<>();
  private final Map<JobId, Content> results = new HashMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final List<JobRequest> requests = new ArrayList<>();
  private final List<LedgerEntry> outcomes = new ArrayList<>();
  private OutcomeLedger ledger = new InMemoryOutcomeLedger(1_000, new SampleSeals());
  private final List<KnownPeer> workers = new ArrayList<>();
  private NetworkView network = new NetworkView(Peers.SELF, List.of(), List.of(), List.of());
  private @Nullable Submission nextAnswer;
  private @Nullable RuntimeException fault;
  private @Nullable RuntimeException laterFault;
  private Duration lastWait = Duration.ZERO;
  private long ids;

  /** Forgets everything. */
  public synchronized void reset() {
    jobs.clear();
    histories.clear();
    results.clear();
    watchers.clear();
    requests.clear();
    outcomes.clear();
    ledger = new InMemoryOutcomeLedger(1_000, new SampleSeals());
    workers.clear();
    network = new NetworkView(Peers.SELF, List.of(), List.of(), List.of());
    nextAnswer = null;
    fault = null;
    laterFault = null;
    lastWait = Duration.ZERO;
    ids = 0;
  }

  /** The next submission is answered like this. */
  public synchronized void answerNext(Submission answer) {
    nextAnswer = answer;
  }

  /** Every call fails like this from now on. */
  public synchronized void failWith(RuntimeException cause) {
    fault = cause;
  }

  /** Every call after the next submission fails like this. */
  public synchronized void failAfterSubmission(RuntimeException cause) {
    laterFault = cause;
  }

  /** Takes in a job of the given type as if it had been submitted. */
  public synchronized Job given(String type, String payload, Map<String, String> labels) {
    JobRequest request =
        new JobRequest(
            new WorkType(type),
            Content.of(Content.JSON, payload.getBytes(UTF_8)),
            null,
            new TreeMap<>(labels),
            null,
            Delivery.AT_LEAST_ONCE,
            null);
    return admitted(request);
  }

  /** Adds to the history of a job and tells watchers. */
  public void happens(JobEvent event) {
    synchronized (this) {
      JobId id = event.job();
      jobs.computeIfPresent(id, (_, job) -> job.apply(event));
      histories.computeIfAbsent(id, _ -> new ArrayList<>()).add(event);
      notifyAll();
    }
    watchers.stream()
        .filter(watcher -> watcher.job().equals(event.job()))
        .forEach(watcher -> watcher.consumer().accept(event));
  }

  /** Gives a job its result; the event is still to be added. */
  public synchronized void deliver(JobId job, Content result) {
    results.put(job, result);
  }

  /** Peers to be shown. */
  public synchronized void know(KnownPeer peer) {
    workers.add(peer);
    workers.sort(Comparator.comparing(known -> known.announcement().peer()));
  }

  /** An outcome to be shown. */
  public synchronized void hear(LedgerEntry outcome) {
    outcomes.addFirst(outcome);
  }

  /** The network to be shown. */
  public synchronized void connect(NetworkView view) {
    network = view;
  }

  /** What clients submitted, in this order. */
  public synchronized List<JobRequest> requests() {
    return List.copyOf(requests);
  }

  /** Longest wait that the latest caller of {@code await} was ready for. */
  public synchronized Duration lastWait() {
    return lastWait;
  }

  /** Watches that are not closed. */
  public int watcherCount() {
    return watchers.size();
  }

  @Override
  public synchronized Submission submit(JobRequest request) {
    check();
    requests.add(request);
    Submission answer = nextAnswer;
    nextAnswer = null;
    fault = laterFault;
    return answer == null ? new Submission.Accepted(admitted(request)) : answer;
  }

  private Job admitted(JobRequest request) {
    ids++;
    JobSpec spec =
        new JobSpec(
            JobId.at(1_700_000_000_000L + ids, ids, ids),
            request.type(),
            request.payload(),
            request.timeout() == null ? Duration.ofMinutes(1) : request.timeout(),
            request.labels(),
            request.maxAttempts() == null ? 3 : request.maxAttempts(),
            request.delivery(),
            request.preferences(),
            null);
    JobEvent.Submitted event =
        new JobEvent.Submitted(
            spec.id(), Instant.ofEpochSecond(1_700_000_000L + ids), spec, Peers.SELF);
    Job job = Job.submitted(event);
    jobs.put(spec.id(), job);
    histories.put(spec.id(), new ArrayList<>(List.of(event)));
    return job;
  }

  private void check() {
    if (fault != null) {
      throw fault;
    }
  }

  @Override
  public synchronized Optional<Job> find(JobId id) {
    check();
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  public synchronized JobPage list(JobQuery query) {
    check();
    List<Job> found =
        jobs.values().stream()
            .filter(query::matches)
            .sorted(Comparator.comparing(Job::id).reversed())
            .toList();
    boolean more = found.size() > query.limit();
    List<Job> shown = more ? found.subList(0, query.limit()) : found;
    return new JobPage(shown, more ? shown.getLast().id() : null);
  }

  @Override
  public synchronized Optional<Cancellation> cancel(JobId id, String reason) {
    return find(id).map(job -> new Cancellation(job, job.status().isFinal()));
  }

  @Override
  public synchronized Optional<Content> result(JobId id) {
    check();
    return Optional.ofNullable(results.get(id));
  }

  @Override
  public synchronized List<JobEvent> history(JobId id) {
    check();
    return List.copyOf(histories.getOrDefault(id, List.of()));
  }

  @Override
  public Watch watch(JobId id, Consumer<JobEvent> consumer) {
    Watcher watcher = new Watcher(id, consumer);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public synchronized Optional<Job> await(JobId id, Duration limit) throws InterruptedException {
    lastWait = limit;
    long end = System.nanoTime() + limit.toNanos();
    while (jobs.containsKey(id) && !find(id).orElseThrow().status().isFinal()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return find(id);
  }

  @Override
  public WorkCatalog catalog() {
    return this;
  }

  @Override
  public List<WorkTypeDescription> all() {
    return List.of(
        new WorkTypeDescription(
            new WorkType("echo"),
            "Returns its payload.",
            "{\"type\": [\"object\", \"string\"], \"maxProperties\": 1.50}",
            "{\"greeting\": \"hello\"}"));
  }

  @Override
  public Optional<WorkTypeDescription> find(WorkType type) {
    return all().stream().filter(one -> one.type().equals(type)).findFirst();
  }

  @Override
  public List<PayloadError> check(WorkType type, Content payload) {
    return List.of();
  }

  @Override
  public synchronized List<KnownPeer> workers() {
    return List.copyOf(workers);
  }

  @Override
  public synchronized NetworkView network() {
    check();
    return network;
  }

  @Override
  public synchronized OutcomePage outcomes(OutcomeQuery query) {
    List<LedgerEntry> found =
        outcomes.stream().filter(heard -> heard.sequence() < query.before()).toList();
    boolean more = found.size() > query.limit();
    List<LedgerEntry> shown = more ? found.subList(0, query.limit()) : found;
    return new OutcomePage(shown, more ? shown.getLast().sequence() : null);
  }

  @Override
  public synchronized OutcomeRecords ledger() {
    return ledger;
  }

  /** The ledger to be shown; {@link #outcomes} does not look at it. */
  public synchronized OutcomeLedger ownLedger() {
    return ledger;
  }

  private record Watcher(JobId job, Consumer<JobEvent> consumer) {}

  /** Peers with short stories. */
  public static final class Peers {
    /** The one that answers. */
    public static final PeerId SELF = numbered(0);

    private Peers() {}

    /** A peer id that depends on nothing but the number. */
    public static PeerId numbered(int number) {
      byte[] key = new byte[36];
      key[0] = 8;
      key[1] = 1;
      key[2] = 18;
      key[3] = 32;
      key[35] = (byte) number;
      return PeerId.ofPublicKey(key);
    }
  }
}
