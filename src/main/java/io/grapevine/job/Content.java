package io.grapevine.job;

/**
 * A payload or a result: bytes, what they are, and their digest. Opaque to everything but the
 * handler of the work type.
 *
 * @param mediaType as in RFC 9110 section 8.3, at most 255 characters
 * @param bytes the content itself
 * @param digest of the bytes
 */
public record Content(String mediaType, Bytes bytes, Digest digest) {
  /** Media type of everything that comes in as JSON. */
  public static final String JSON = "application/json";

  private static final int MEDIA_TYPE_LENGTH_MAX = 255;

  /**
   * @throws IllegalArgumentException if the media type is empty or too long
   */
  public Content {
    if (mediaType.isBlank() || mediaType.length() > MEDIA_TYPE_LENGTH_MAX) {
      throw new IllegalArgumentException("a media type has 1 to 255 characters");
    }
  }

  /** Digests the bytes, which the caller must not change any more. */
  public static Content of(String mediaType, byte[] bytes) {
    return new Content(mediaType, Bytes.wrap(bytes), Digest.of(bytes));
  }

  /** Size in bytes. */
  public int size() {
    return bytes.size();
  }

  /** Whether the content is JSON, with or without parameters or a structured suffix (RFC 6839). */
  public boolean isJson() {
    String essence = mediaType.split(";", 2)[0].trim();
    return essence.equals(JSON) || essence.endsWith("+json");
  }
}
