package io.grapevine.rest;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.job.Job;
import io.grapevine.job.JobStatus;
import io.grapevine.rest.model.JobView;
import io.grapevine.rest.model.ResultView;

/** Shows jobs with their results. */
final class JobViews {
  private final CoordinationService service;

  JobViews(CoordinationService service) {
    this.service = service;
  }

  /** The job, and what was delivered; that is looked up only where there is something. */
  JobView full(Job job) {
    return JobView.of(
        job,
        job.status() == JobStatus.SUCCEEDED
            ? service.result(job.id()).map(ResultView::of).orElse(null)
            : null);
  }
}
