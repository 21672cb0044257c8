package io.grapevine;

import java.security.Security;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts one Grapevine peer, or with the profile {@code local} a network of four on loopback. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GrapevineApplication {

  /** Runs the service until the process is told to stop. */
  public static void main(String[] arguments) {
    // A name may stand for peers that come and go; the JDK would keep an answer for half a minute.
    Security.setProperty("networkaddress.cache.ttl", "5");
    SpringApplication.run(GrapevineApplication.class, arguments);
  }
}
