package io.grapevine.execution;

import io.grapevine.job.WorkType;

/** A handler that is one lambda. */
record TestHandler(WorkType type, String payloadSchema, String example, int concurrency, Work work)
    implements WorkHandler {
  static final WorkType TYPE = new WorkType("test");

  /** What the handler does. */
  interface Work {
    WorkResult run(JobContext job) throws WorkException, InterruptedException;
  }

  static TestHandler of(Work work) {
    return new TestHandler(TYPE, "{}", "{}", 2, work);
  }

  static TestHandler withSchema(String schema, String example) {
    return new TestHandler(TYPE, schema, example, 2, job -> new WorkResult(job.payload()));
  }

  @Override
  public String description() {
    return "Does what a test wants.";
  }

  @Override
  public WorkResult run(JobContext job) throws WorkException, InterruptedException {
    return work.run(job);
  }
}
