package io.grapevine.libp2p.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7/32, 203.0.113.6, false",
    "0.0.0.0/0, 203.0.113.7, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 203.0.113.7, false",
    "128.0.0.0/1, 127.255.255.255, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "fe80::1, fe80::1, true",
    "fe80::1/128, fe80::2, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "::ffff:10.1.2.3, 10.1.2.3, true",
  })
  void containsWhatSharesItsPrefix(String range, String address, boolean inside) throws Exception {
    assertThat(NetworkRange.parse(range).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "10",
        "010.0.0.0/8",
        "example.org",
        "::/129",
        "::ffff:10.0.0.0/95",
        "fe80::1%eth0",
        "10.0.0.0/99999999999"
      })
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> NetworkRange.parse(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void namesTheRangeThatWasMeant() {
    assertThatThrownBy(() -> NetworkRange.parse("10.1.2.3/8"))
        .hasMessageContaining("10.1.2.3/8 has bits behind its prefix")
        .hasMessageContaining("10.0.0.0/8");
  }
}
