package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Offer;
import io.grapevine.job.WorkType;

/** What was offered, and so what an award and its payload must be about. */
record Terms(WorkType type, long payloadSize, Digest payloadDigest) {
  static Terms of(Offer offer) {
    return new Terms(offer.type(), offer.payloadSize(), offer.payloadDigest());
  }

  static Terms of(WorkerEvent.AwardReceived award) {
    return new Terms(award.type(), award.payloadSize(), award.payloadDigest());
  }

  boolean fits(Content payload) {
    return payload.size() == payloadSize && payload.digest().equals(payloadDigest);
  }
}
