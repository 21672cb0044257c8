package io.grapevine.simulation.scale;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures as they stand in tables. */
final class Cells {
  private Cells() {}

  /** With so many decimals. */
  static String fixed(double value, int decimals) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString()
        : "–";
  }

  static String percent(double share) {
    return fixed(100 * share, 1) + " %";
  }

  /** So many seconds. */
  static String time(double seconds) {
    return seconds < 1 ? fixed(seconds * 1000, 1) + " ms" : fixed(seconds, 2) + " s";
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
