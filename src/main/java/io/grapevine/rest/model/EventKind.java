package io.grapevine.rest.model;

import io.grapevine.job.JobEvent;

/** What an entry of a job's history is about. Also the event names of the live stream. */
public enum EventKind {
  SUBMITTED,
  RESUMED,
  OFFER_ANNOUNCED,
  BID_PLACED,
  BID_REFUSED,
  AWARDED,
  ATTEMPT_STARTED,
  PROGRESS_REPORTED,
  ATTEMPT_ENDED,
  CONCLUDED;

  static EventKind of(JobEvent event) {
    return switch (event) {
      case JobEvent.Submitted _ -> SUBMITTED;
      case JobEvent.Resumed _ -> RESUMED;
      case JobEvent.OfferAnnounced _ -> OFFER_ANNOUNCED;
      case JobEvent.BidPlaced _ -> BID_PLACED;
      case JobEvent.BidRefused _ -> BID_REFUSED;
      case JobEvent.Awarded _ -> AWARDED;
      case JobEvent.AttemptStarted _ -> ATTEMPT_STARTED;
      case JobEvent.ProgressReported _ -> PROGRESS_REPORTED;
      case JobEvent.AttemptEnded _ -> ATTEMPT_ENDED;
      case JobEvent.Concluded _ -> CONCLUDED;
    };
  }
}
