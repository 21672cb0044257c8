package io.grapevine.coordination;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.ShareContent;
import java.util.ArrayList;
import java.util.List;

/** What the items of a batch have to be like. */
final class BatchRules {
  /** Items of which it is said what is wrong with them. */
  static final int FAULTS_MAX = 20;

  private BatchRules() {}

  /** What is wrong with the items, each under its index; empty if all of them are sound. */
  static List<PayloadError> check(WorkCatalog catalog, JobRequest request) {
    List<Bytes> items;
    try {
      items = ShareContent.items(request.payload());
    } catch (IllegalArgumentException tooMany) {
      return List.of(
          new PayloadError("", "is a batch of at most " + BatchItem.NUMBER_MAX + " items"));
    }
    if (items.isEmpty()) {
      return List.of(new PayloadError("", "is a batch without items"));
    }
    List<PayloadError> errors = new ArrayList<>();
    for (int index = 0; index < items.size() && errors.size() < FAULTS_MAX; index++) {
      Content payload = Content.of(Content.JSON, items.get(index).array());
      for (PayloadError error : catalog.check(request.type(), payload)) {
        errors.add(new PayloadError("/" + index + error.pointer(), error.detail()));
      }
    }
    return errors;
  }
}
