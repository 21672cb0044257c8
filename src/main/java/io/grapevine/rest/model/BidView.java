package io.grapevine.rest.model;

import io.grapevine.job.Bid;
import io.grapevine.job.Job;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.SortedMap;

/** A worker's answer that it would do a job, and what became of it. */
@Schema(name = "Bid", description = "A worker's answer that it would do a job.")
public record BidView(
    String worker,
    @Schema(description = "Offer that it answers, counted from 1.") int round,
    @Schema(
            description =
                "How busy the worker was: attempts that run, wait or are reserved for others, per"
                    + " slot. Lower is better.",
            example = "0.25")
        double score,
    @Schema(
            description =
                "PENDING: not decided. CHOSEN: has the job, or delivered its result. FAILED: was"
                    + " chosen and did not deliver. FALLBACK: is next when the chosen one fails."
                    + " REJECTED: is not needed.")
        BidVerdict verdict,
    @Schema(
            description = "When the job would start there, counted from the bid.",
            format = "duration",
            example = "PT0S")
        String startsIn,
    @Schema(
            description = "What the worker said of itself, as far as the requirements name it.",
            example = "{\"region\":\"eu\"}")
        SortedMap<String, String> attributes,
    LoadView load) {

  static BidView of(Job job, Bid bid) {
    return new BidView(
        bid.worker().toString(),
        bid.offer().round(),
        bid.load().occupancy(),
        BidVerdict.of(job, bid),
        bid.startsIn().toString(),
        bid.attributes().values(),
        LoadView.of(bid.load()));
  }
}
