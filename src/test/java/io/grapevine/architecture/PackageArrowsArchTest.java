package io.grapevine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The allowed arrows; everything that is not listed here fails the build. */
@AnalyzeClasses(packages = "io.grapevine", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageArrowsArchTest {
  private static final String BASE = "io.grapevine.";
  private static final String[] VALUES = {
    "libp2p.multiformats", "libp2p.protobuf", "libp2p.peer", "libp2p.identity"
  };
  private static final String[] STACK = {
    "libp2p.multiformats",
    "libp2p.protobuf",
    "libp2p.peer",
    "libp2p.identity",
    "libp2p.multistream",
    "libp2p.noise",
    "libp2p.yamux",
    "libp2p.resources",
    "libp2p.transport",
    "libp2p.host"
  };

  @ArchTest static final ArchRule multiformatsStandOnTheJdkAlone = only("libp2p.multiformats");

  @ArchTest
  static final ArchRule protobufSeesMultiformats = only("libp2p.protobuf", "libp2p.multiformats");

  @ArchTest static final ArchRule peerSeesMultiformats = only("libp2p.peer", "libp2p.multiformats");

  @ArchTest
  static final ArchRule identitySeesTheEncodings =
      only(
          "libp2p.identity",
          "libp2p.multiformats",
          "libp2p.protobuf",
          "libp2p.peer",
          "org.bouncycastle");

  @ArchTest static final ArchRule multistreamSeesValues = only("libp2p.multistream", VALUES);

  @ArchTest
  static final ArchRule noiseSeesValues = only("libp2p.noise", with(VALUES, "org.bouncycastle"));

  @ArchTest static final ArchRule yamuxSeesValues = only("libp2p.yamux", VALUES);

  @ArchTest
  static final ArchRule resourcesSeePeers =
      only("libp2p.resources", "libp2p.peer", "libp2p.multiformats");

  @ArchTest static final ArchRule gossipSeesValues = only("libp2p.gossip", VALUES);

  @ArchTest
  static final ArchRule transportSeesTheCoresOfAConnection =
      only("libp2p.transport", with(STACK, "org.slf4j"));

  @ArchTest
  static final ArchRule hostSeesTheStackBelow = only("libp2p.host", with(STACK, "org.slf4j"));

  @ArchTest
  static final ArchRule discoverySeesTheHost =
      only("libp2p.discovery", with(STACK, "org.slf4j", "javax.jmdns", "javax.naming"));

  @ArchTest
  static final ArchRule pubsubSeesHostAndGossip =
      only("libp2p.pubsub", with(STACK, "libp2p.gossip", "org.slf4j"));

  @ArchTest static final ArchRule jobSeesPeer = only("job", "libp2p.peer");

  @ArchTest static final ArchRule auctionSeesJob = only("auction", "job", "libp2p.peer");

  @ArchTest static final ArchRule workerSeesJob = only("worker", "job", "libp2p.peer");

  @ArchTest
  static final ArchRule coordinationSeesTheCores =
      only(
          "coordination",
          "job",
          "auction",
          "worker",
          "libp2p.peer",
          "org.slf4j",
          "com.sun.management");

  @ArchTest
  static final ArchRule networkIsAnAdapterOnLibp2p =
      only(
          "network",
          with(
              STACK,
              "libp2p.pubsub",
              "libp2p.gossip",
              "coordination",
              "auction",
              "worker",
              "job",
              "com.google.protobuf",
              "org.slf4j"));

  @ArchTest
  static final ArchRule introductionSeesJob =
      only("network.introduction", "job", "libp2p.peer", "libp2p.multiformats");

  @ArchTest
  static final ArchRule executionIsAnAdapterOnHandlers =
      only(
          "execution",
          "coordination",
          "worker",
          "job",
          "libp2p.peer",
          "org.jsoup",
          "com.networknt",
          "tools.jackson",
          "org.apache.hc",
          "com.google.protobuf",
          "org.slf4j");

  @ArchTest
  static final ArchRule storageIsAnAdapterOnSql =
      only(
          "storage",
          "coordination",
          "job",
          "libp2p.peer",
          "libp2p.multiformats",
          "javax.sql",
          "org.springframework.dao",
          "org.springframework.jdbc",
          "org.flywaydb.core",
          "com.zaxxer.hikari",
          "org.sqlite",
          "org.postgresql",
          "tools.jackson",
          "com.fasterxml.jackson.annotation",
          "org.slf4j");

  @ArchTest
  static final ArchRule nobodyBelowKnowsSpring =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.grapevine",
              "io.grapevine.rest..",
              "io.grapevine.observability..",
              "io.grapevine.storage..",
              "io.grapevine.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..");

  @ArchTest
  static final ArchRule onlyObservabilityKnowsMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.grapevine.observability..", "io.grapevine.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..");

  @ArchTest
  static final ArchRule restTalksToTheCoordinationServiceOnly =
      noClasses()
          .that()
          .resideInAPackage("io.grapevine.rest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grapevine.network..",
              "io.grapevine.auction..",
              "io.grapevine.worker..",
              "io.grapevine.observability..",
              "io.grapevine.config..");

  @ArchTest
  static final ArchRule nobodyUsesTheConfiguration =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.grapevine", "io.grapevine.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grapevine.config..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.grapevine.(**)").should().beFreeOfCycles();

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static ArchRule only(String origin, String... others) {
    List<String> allowed =
        new ArrayList<>(List.of("java..", "javax.crypto..", "javax.net..", "org.jspecify.."));
    allowed.add("com.google.errorprone.annotations..");
    allowed.add(BASE + origin + "..");
    for (String other : others) {
      boolean outside = other.startsWith("org.") || other.startsWith("com.");
      outside |= other.startsWith("tools.") || other.startsWith("javax.");
      allowed.add((outside ? other : BASE + other) + "..");
    }
    return classes()
        .that()
        .resideInAPackage(BASE + origin + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .as(origin + " sees only " + String.join(", ", others))
        .allowEmptyShould(true);
  }
}
