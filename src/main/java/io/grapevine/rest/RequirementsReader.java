package io.grapevine.rest;

import io.grapevine.job.Comparison;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.rest.model.RequirementView;
import io.grapevine.rest.model.RequirementsView;
import io.grapevine.rest.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads what is asked of the worker. One reader reads one value. */
final class RequirementsReader {
  private static final String POINTER = "/requirements";

  private final JsonParser parser;
  private final Faults faults;
  private final List<RequirementView> hard = new ArrayList<>();
  private final List<RequirementView> soft = new ArrayList<>();

  RequirementsReader(JsonParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  RequirementsView read() {
    if (!JsonMembers.members(parser, this::readList)) {
      faults.add(Fault.at(POINTER, "must be an object with the lists hard and soft"));
    }
    return new RequirementsView(hard, soft);
  }

  private void readList(String name) {
    String pointer = JsonMembers.pointer(POINTER, name);
    List<RequirementView> list =
        switch (name) {
          case "hard" -> hard;
          case "soft" -> soft;
          default -> null;
        };
    if (list == null) {
      parser.skipChildren();
      faults.add(Fault.at(pointer, "is not a member of requirements; those are hard and soft"));
    } else if (JsonMembers.elements(parser, index -> readOne(list, pointer + "/" + index)) < 0) {
      faults.add(Fault.at(pointer, "must be a list of requirements"));
    }
  }

  private void readOne(List<RequirementView> list, String pointer) {
    if (hard.size() + soft.size() == Requirements.COUNT_MAX) {
      parser.skipChildren();
      faults.add(
          Fault.at(POINTER, "must be at most %d altogether".formatted(Requirements.COUNT_MAX)));
      return;
    }
    Draft draft = new Draft(pointer);
    if (JsonMembers.members(parser, draft::read)) {
      draft.addTo(list);
    } else {
      faults.add(Fault.at(pointer, "must be an object with attribute, is and value"));
    }
  }

  /** One requirement as it is read. */
  private final class Draft {
    private final String pointer;
    private @Nullable String attribute;
    private @Nullable Comparison comparison;
    private @Nullable String value;
    private boolean sound = true;

    Draft(String pointer) {
      this.pointer = pointer;
    }

    void read(String name) {
      String at = JsonMembers.pointer(pointer, name);
      switch (name) {
        case "attribute" -> attribute = text(at);
        case "is" -> {
          comparison = JsonMembers.constant(Comparison.class, at, parser, faults);
          sound &= comparison != null;
        }
        case "value" -> value = text(at);
        default -> {
          parser.skipChildren();
          wrong(at, "is not a member of a requirement; those are attribute, is and value");
        }
      }
    }

    private @Nullable String text(String at) {
      String text = JsonMembers.string(parser);
      if (text == null) {
        wrong(at, "must be a string, numbers too");
      }
      return text;
    }

    void addTo(List<RequirementView> list) {
      if (!sound) {
        return;
      }
      if (attribute == null || comparison == null || value == null) {
        wrong(pointer, "must have all of attribute, is and value");
        return;
      }
      try {
        list.add(RequirementView.of(new Requirement(attribute, comparison, value)));
      } catch (IllegalArgumentException unfit) {
        wrong(pointer, "does not fit: " + unfit.getMessage());
      }
    }

    private void wrong(String at, String expected) {
      faults.add(Fault.at(at, expected));
      sound = false;
    }
  }
}
