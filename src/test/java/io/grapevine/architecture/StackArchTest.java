package io.grapevine.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.grapevine.libp2p.DependentExample;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The libp2p stack could be taken out of Grapevine and published on its own. */
@AnalyzeClasses(
    packages = "io.grapevine.libp2p",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StackArchTest {

  /** The wall clock numbers what must grow across restarts, and starts the monotonic clock. */
  private static final Set<String> WALL_CLOCK_READERS =
      Set.of(
          "io.grapevine.libp2p.host.Host",
          "io.grapevine.libp2p.host.MonotonicClock",
          "io.grapevine.libp2p.pubsub.PubSub");

  private static final Map<String, Set<String>> WALL_CLOCK =
      Map.of(
          Instant.class.getName(), Set.of("now"),
          InstantSource.class.getName(), Set.of("system"),
          Clock.class.getName(), Set.of("systemUTC", "systemDefaultZone", "system"),
          System.class.getName(), Set.of("currentTimeMillis"));

  @ArchTest
  static final ArchRule theStackStandsAlone =
      classes()
          .that()
          .resideInAPackage("io.grapevine.libp2p..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.grapevine.libp2p..",
              "java..",
              "javax.crypto..",
              "javax.jmdns..",
              "javax.naming..",
              "org.bouncycastle..",
              "org.slf4j..",
              "org.jspecify..",
              "com.google.errorprone.annotations..");

  @ArchTest
  static final ArchRule onlyWhatGrowsAcrossRestartsReadsTheWallClock =
      noClasses()
          .that(
              describe(
                  "are not " + WALL_CLOCK_READERS,
                  (JavaClass type) -> !WALL_CLOCK_READERS.contains(type.getName())))
          .should()
          .accessTargetWhere(
              describe(
                  "reads the wall clock",
                  (JavaAccess<?> access) ->
                      WALL_CLOCK
                          .getOrDefault(access.getTargetOwner().getName(), Set.of())
                          .contains(access.getName())));

  @Test
  void theRulesFindAClassThatBreaksThem() {
    var offender = new ClassFileImporter().importClasses(DependentExample.class);

    assertThat(theStackStandsAlone.evaluate(offender).hasViolation()).isTrue();
    assertThat(onlyWhatGrowsAcrossRestartsReadsTheWallClock.evaluate(offender).hasViolation())
        .isTrue();
  }
}
