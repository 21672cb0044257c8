package io.grapevine.libp2p.fuzz;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** Copies of configuration records with some values replaced, however many values they have. */
public final class Records {

  private Records() {}

  /** The same with these components replaced. */
  public static <R extends Record> R with(R original, Map<String, Object> replaced) {
    try {
      @SuppressWarnings("unchecked") // getClass() of an R
      Class<R> type = (Class<R>) original.getClass();
      RecordComponent[] components = type.getRecordComponents();
      Object[] values = new Object[components.length];
      int found = 0;
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        found += replaced.containsKey(name) ? 1 : 0;
        Object other = replaced.get(name);
        values[i] = other == null ? components[i].getAccessor().invoke(original) : other;
      }
      Claims.equal(replaced.size(), found, "known components of " + type.getSimpleName());
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
