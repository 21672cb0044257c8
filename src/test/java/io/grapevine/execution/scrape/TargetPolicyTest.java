package io.grapevine.execution.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {
  private final TargetPolicy strict = new TargetPolicy(List.of());

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,this network",
    "0.255.255.255,this network",
    "10.0.0.0,private",
    "10.255.255.255,private",
    "100.64.0.0,carrier's private",
    "100.127.255.255,carrier's private",
    "127.0.0.1,loopback",
    "127.255.255.255,loopback",
    "169.254.169.254,link-local",
    "172.16.0.0,private",
    "172.31.255.255,private",
    "192.0.0.0,special-purpose",
    "192.0.0.255,special-purpose",
    "192.0.2.1,documentation",
    "192.168.0.0,private",
    "192.168.255.255,private",
    "198.18.0.0,benchmark",
    "198.19.255.255,benchmark",
    "198.51.100.7,documentation",
    "203.0.113.7,documentation",
    "224.0.0.1,multicast",
    "239.255.255.255,multicast",
    "240.0.0.1,reserved",
    "255.255.255.255,reserved",
    "::,reserved",
    "::1,loopback",
    "::7f00:1,reserved",
    "fe80::1,link-local",
    "febf::1,link-local",
    "fec0::1,private",
    "fc00::1,private",
    "fdff::1,private",
    "ff02::1,multicast",
    "2001::1,special-purpose",
    "2001:db8::1,documentation",
    "3fff::1,documentation",
    "5f00::1,reserved",
    "100::1,reserved",
    "64:ff9b:1::1,reserved",
    "::ffff:10.0.0.1,private",
    "2002:7f00:1::,loopback",
    "2002:c0a8:101::1,private",
    "64:ff9b::a9fe:a9fe,link-local"
  })
  void refusesWhatIsNotPublic(String literal, String reason) throws Exception {
    assertThat(strict.refusal(address(literal))).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1",
        "2400::1",
        "2002:808:808::1",
        "64:ff9b::808:808"
      })
  void takesThePublicInternet(String literal) throws Exception {
    assertThat(strict.refusal(address(literal))).isEmpty();
  }

  @Test
  void looksThroughAnAddressInMappedForm() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xFF;
    mapped[12] = 127;
    mapped[15] = 1;
    // The JDK makes an IPv4 address of it; the policy does not rely on that.
    assertThat(strict.refusal(InetAddress.getByAddress(mapped))).contains("loopback");
  }

  @Test
  void allowsWhatIsConfiguredAndNothingBesides() throws Exception {
    TargetPolicy local =
        new TargetPolicy(List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1/128")));
    assertThat(local.refusal(address("127.9.9.9"))).isEmpty();
    assertThat(local.refusal(address("::1"))).isEmpty();
    assertThat(local.refusal(address("2002:7f00:1::"))).isEmpty();
    assertThat(local.refusal(address("10.0.0.1"))).contains("private");
    assertThat(local.refusal(address("::2"))).contains("reserved");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,11.0.0.0",
    "10.1.2.3/32,10.1.2.3,10.1.2.2",
    "10.1.2.128/25,10.1.2.255,10.1.2.127",
    "0.0.0.0/0,255.1.1.1,::1",
    "fd00::/8,fdab::1,fc00::1",
    "::1/128,::1,::2"
  })
  void knowsWhichAddressesARangeHolds(String range, String inside, String outside)
      throws Exception {
    assertThat(AddressRange.parse(range).contains(address(inside).getAddress())).isTrue();
    assertThat(AddressRange.parse(range).contains(address(outside).getAddress())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/33",
        "::1/129",
        "10/8",
        "localhost/8",
        "a.b.c.d/8",
        "1.2.3.4/-1",
        "999.1.1.1/8",
        ":::/8",
        "10.0.0.0/8/8"
      })
  void refusesRangesThatAreNone(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an address range looks like");
  }
}
