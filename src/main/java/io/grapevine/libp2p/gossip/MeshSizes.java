package io.grapevine.libp2p.gossip;

/**
 * How many mesh members a topic has.
 *
 * @param meshSize D, what a heartbeat fills and trims to
 * @param meshSizeMin D_lo, fewer are filled up to {@code meshSize}
 * @param meshSizeMax D_hi, more are trimmed to {@code meshSize}, and a further GRAFT is refused
 * @param scoreRetained D_score, members kept for their score when a mesh is trimmed
 * @param meshOutboundMin D_out, members reached by a connection that we dialled, which an attacker
 *     who dials us cannot take
 */
public record MeshSizes(
    int meshSize, int meshSizeMin, int meshSizeMax, int scoreRetained, int meshOutboundMin) {

  private static final MeshSizes DEFAULTS = new MeshSizes(6, 5, 12, 4, 2);

  public MeshSizes {
    Require.positive("meshSizeMin", meshSizeMin);
    Require.that(meshSizeMin <= meshSize, "meshSizeMin must not be above meshSize");
    Require.that(meshSize <= meshSizeMax, "meshSize must not be above meshSizeMax");
    Require.that(
        scoreRetained >= 0 && scoreRetained <= meshSize, "scoreRetained must be 0 to meshSize");
    // Otherwise an outbound quota could push out every member that dialled us.
    Require.that(
        meshOutboundMin >= 0 && meshOutboundMin < meshSizeMin && meshOutboundMin <= meshSize / 2,
        "meshOutboundMin must be below meshSizeMin and at most half of meshSize");
  }

  /** The specification's values, with go's lower bound of 5. */
  public static MeshSizes defaults() {
    return DEFAULTS;
  }
}
