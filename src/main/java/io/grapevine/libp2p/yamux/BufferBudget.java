package io.grapevine.libp2p.yamux;

/**
 * What a session is allowed to hold, beyond its own limits, by whoever shares out memory among
 * sessions. Asked while frames and writes are worked off, so it must be quick and must not block.
 */
public interface BufferBudget {
  /** Leaves a session to its own limits. */
  BufferBudget UNLIMITED =
      new BufferBudget() {
        @Override
        public boolean allows(int bytes) {
          return true;
        }

        @Override
        public boolean pressed() {
          return false;
        }
      };

  /** Whether the session may hold so many bytes in all, unread and unsent ones together. */
  boolean allows(int bytes);

  /**
   * Whether the session should slow its remote down: give no credit and take no streams. That may
   * change at any time, so {@link YamuxSession#tick} asks again.
   */
  boolean pressed();
}
