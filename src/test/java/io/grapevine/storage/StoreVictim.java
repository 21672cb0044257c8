package io.grapevine.storage;

import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import io.grapevine.testing.JobSamples;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that writes jobs until it is killed, and says of each what is durable. */
final class StoreVictim {
  static final String ADMITTED = "admitted";
  static final String CONCLUDED = "concluded";
  private static final int THREADS = 8;
  private static final int JOBS_PER_ROUND = 1_000_000;

  private StoreVictim() {}

  /** Takes the address of the store and the number of the round. */
  public static void main(String... arguments) throws InterruptedException {
    Database database = Database.open(DatabaseConfig.of(arguments[0]));
    SqlJobJournal journal =
        SqlJobJournal.open(database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system());
    AtomicInteger numbers = new AtomicInteger(Integer.parseInt(arguments[1]) * JOBS_PER_ROUND);
    Thread last = Thread.currentThread();
    for (int i = 0; i < THREADS; i++) {
      last = Thread.ofPlatform().start(() -> write(journal, numbers));
    }
    last.join();
  }

  private static void write(SqlJobJournal journal, AtomicInteger numbers) {
    Content result = JobSamples.content("done");
    while (true) {
      int number = numbers.incrementAndGet();
      journal.admit(StoredJobs.submitted(number), null);
      say(ADMITTED, number);
      for (JobEvent event : StoredJobs.success(number, result)) {
        var durable = journal.append(event, event instanceof JobEvent.Concluded ? result : null);
        if (event instanceof JobEvent.Concluded) {
          durable.join();
        }
      }
      say(CONCLUDED, number);
    }
  }

  private static void say(String what, int number) {
    System.out.println(what + " " + JobSamples.job(number));
  }
}
