package io.grapevine.network;

import io.grapevine.job.WorkType;

/** Names of the topics and stream protocols, version 1 of the protocol. */
public final class Topics {
  /** Where every peer hears how jobs ended. */
  public static final String OUTCOMES = "/grapevine/1/outcomes";

  /** Where peers say what they do. */
  public static final String PEERS = "/grapevine/1/peers";

  /** Stream for answers to offers, and for answers to those. */
  public static final String BID_PROTOCOL = "/grapevine/1/bid";

  /** Stream of one attempt. */
  public static final String WORK_PROTOCOL = "/grapevine/1/work";

  /** Stream for outcomes that were missed. */
  public static final String LEDGER_PROTOCOL = "/grapevine/1/ledger";

  private static final String OFFERS = "/grapevine/1/offers/";

  private Topics() {}

  /** Where workers of a type hear of jobs. */
  public static String offers(WorkType type) {
    return OFFERS + type.name();
  }

  /** Whether a topic belongs to this protocol; subscriptions of others are not remembered. */
  public static boolean isKnown(String topic) {
    return topic.equals(OUTCOMES) || topic.equals(PEERS) || topic.startsWith(OFFERS);
  }
}
