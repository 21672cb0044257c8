package io.grapevine.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who this peer is.
 *
 * @param keyFile the peer's private key; created with mode 600 if it is not there, and never
 *     overwritten
 */
@ConfigurationProperties("grapevine.identity")
public record IdentityProperties(@DefaultValue("data/peer.key") Path keyFile) {}
