package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.WorkType;
import java.util.List;
import java.util.Optional;

/** The work types whose form this peer knows, whether or not it does them itself. */
public interface WorkCatalog {
  /** All of them, in the order of their names. */
  List<WorkTypeDescription> all();

  /** One of them. */
  Optional<WorkTypeDescription> find(WorkType type);

  /**
   * What is wrong with a payload by the schema of its type; nothing for a type that is not known
   * here.
   */
  List<PayloadError> check(WorkType type, Content payload);
}
