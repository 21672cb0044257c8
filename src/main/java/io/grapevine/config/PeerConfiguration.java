package io.grapevine.config;

import io.grapevine.coordination.BatchService;
import io.grapevine.coordination.CoordinationService;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.libp2p.identity.KeyFile;
import io.grapevine.libp2p.identity.KeyFileException;
import io.grapevine.libp2p.identity.KeyPair;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The peer of this process, and the ones beside it in a local network. */
@Configuration(proxyBeanMethods = false)
class PeerConfiguration {

  @Bean
  Blueprints blueprints(
      PeerProperties peer,
      NetworkProperties network,
      NetworkLimitProperties limits,
      NetworkAccessProperties access,
      IntroductionProperties introductions,
      AuctionProperties auction,
      JobProperties jobs,
      WorkerProperties worker,
      HandlerCatalog catalog,
      ObjectProvider<BuildProperties> build) {
    BuildProperties properties = build.getIfAvailable();
    String version = properties == null ? null : properties.getVersion();
    return new Blueprints(
        peer,
        network,
        limits,
        access,
        introductions,
        auction,
        jobs,
        worker,
        catalog,
        version == null ? "development" : version);
  }

  @Bean
  KeyPair identity(IdentityProperties properties) {
    try {
      return KeyFile.loadOrCreate(properties.keyFile());
    } catch (KeyFileException unusable) {
      throw new StartupException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** Not named {@code store}, which is the name of its health. */
  @Bean
  Store openStore(StorageProperties properties, JobProperties jobs) {
    return Store.open(properties, jobs);
  }

  @Bean
  Peer peer(
      Blueprints blueprints,
      KeyPair identity,
      Store store,
      ObjectProvider<PeerObservers> observers) {
    return Peer.start(
        blueprints.own(identity, store, observers.getIfAvailable(() -> PeerObservers.NONE)));
  }

  /** Closed with its peer, hence not by itself. */
  @Bean(destroyMethod = "")
  CoordinationService coordinationService(Peer peer) {
    return peer.coordination();
  }

  @Bean
  PeerDrain peerDrain(Peer peer) {
    return new PeerDrain(peer.figures()::drain);
  }

  @Bean
  BatchService batchService(Peer peer) {
    return peer.batches();
  }

  @Bean
  LocalNetwork localNetwork(LocalNetworkProperties properties, Blueprints blueprints, Peer peer) {
    return LocalNetwork.start(properties.workers(), blueprints, peer);
  }
}
