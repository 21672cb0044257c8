package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.WorkType;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void knowsItsOwnTopics() {
    assertThat(Topics.isKnown(Topics.OUTCOMES)).isTrue();
    assertThat(Topics.isKnown(Topics.PEERS)).isTrue();
    assertThat(Topics.isKnown(Topics.offers(new WorkType("echo")))).isTrue();
  }

  @Test
  void knowsNoTopicThatAStrangerMightInvent() {
    assertThat(Topics.isKnown("")).isFalse();
    assertThat(Topics.isKnown("/flood/1")).isFalse();
    assertThat(Topics.isKnown("/grapevine/1/")).isFalse();
    assertThat(Topics.isKnown("/grapevine/1/outcomes/more")).isFalse();
    assertThat(Topics.isKnown("/grapevine/2/outcomes")).isFalse();
  }
}
