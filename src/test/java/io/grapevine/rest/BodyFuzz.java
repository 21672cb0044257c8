package io.grapevine.rest;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.job.ShareContent;
import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.DecoderFuzz;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.rest.model.JobSubmission;
import io.grapevine.rest.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Bodies of requests: each is read, or the answer is a problem that says why not. */
public final class BodyFuzz {
  /** A parser of JSON and its tables of names. */
  private static final int ALLOWANCE_BYTES = 1 << 20;

  private BodyFuzz() {}

  /** One target for each kind of body. */
  public static List<FuzzTarget> targets() {
    return List.of(
        target("job-body", BodyFuzz::job),
        target("batch-lines", BodyFuzz::lines),
        target("batch-body", BodyFuzz::document));
  }

  private static FuzzTarget target(String name, DecoderFuzz.Check check) {
    return new DecoderFuzz(name, ProblemException.class, ALLOWANCE_BYTES, check);
  }

  private static void job(byte[] input) {
    JobSubmission job = JobSubmissionReader.read(input);
    Claims.that(!job.type().isEmpty(), "a job without a type");
  }

  private static void lines(byte[] input) throws IOException {
    checkItems(BatchItemsReader.read(new ByteArrayInputStream(input)));
  }

  private static void document(byte[] input) {
    checkItems(BatchDocumentReader.read(input).items());
  }

  private static void checkItems(Content items) {
    int count = ShareContent.items(items).size();
    Claims.that(count >= 1 && count <= BatchItem.NUMBER_MAX, "a batch of %d".formatted(count));
  }
}
