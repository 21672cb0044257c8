package io.grapevine.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A core is a function of its events and the time it is told: the same input gives the same output.
 */
@AnalyzeClasses(packages = "io.grapevine", importOptions = ImportOption.DoNotIncludeTests.class)
class PureCoreArchTest {
  private static final String[] CORES = {
    "io.grapevine.auction..",
    "io.grapevine.worker..",
    "io.grapevine.job..",
    "io.grapevine.network.introduction..",
    "io.grapevine.libp2p.gossip..",
    "io.grapevine.libp2p.multistream..",
    "io.grapevine.libp2p.noise..",
    "io.grapevine.libp2p.yamux.."
  };

  @ArchTest
  static final ArchRule coresReadNoClock =
      noCore().should().callMethod(Instant.class, "now").allowEmptyShould(true);

  @ArchTest
  static final ArchRule coresAskNoSystemTime =
      noCore()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat(assignableTo(Clock.class))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coresDrawNoChanceOfTheirOwn =
      noCore()
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SecureRandom.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coresStartNoThreads =
      noCore()
          .should()
          .dependOnClassesThat(
              assignableTo(Thread.class)
                  .or(assignableTo(Executor.class))
                  .or(assignableTo(Future.class)))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coresTouchNoSocketFileOrLog =
      noCore()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "org.slf4j..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coresKeepTheirCollectionsInOrder =
      noCore()
          .should()
          .callConstructorWhere(
              describe(
                  "creates a HashMap or HashSet",
                  call -> {
                    JavaClass owner = call.getTargetOwner();
                    return Set.of(HashMap.class.getName(), HashSet.class.getName())
                            .contains(owner.getName())
                        && call.getName().equals("<init>")
                        && !call.getOriginOwner().isAssignableTo(owner.getName());
                  }))
          .allowEmptyShould(true);

  private static GivenClassesConjunction noCore() {
    return noClasses().that().resideInAnyPackage(CORES);
  }
}
