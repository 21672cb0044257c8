package io.grapevine.execution;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grapevine.execution.wire.KeptResult;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * One file with one result. It is complete or not there: it is written under another name, forced
 * to disk and renamed. Whatever a file may hold, reading it fails with an {@link IOException} at
 * worst.
 */
final class ResultFile {
  static final String SUFFIX = ".result";
  static final String UNFINISHED = ".unfinished";

  private static final int VERSION = 2;

  /** Largest header; one holds two identities, a digest, and a media type of 255 characters. */
  private static final int HEADER_MAX = 4_096;

  private ResultFile() {}

  /** What the file of this attempt is called. */
  static String name(Assignment assignment) {
    AttemptId attempt = assignment.attempt();
    return "%s-%s-%d-%s%s"
        .formatted(
            assignment.requester(),
            attempt.job(),
            attempt.number(),
            assignment.reservation(),
            SUFFIX);
  }

  static void write(Path file, StoredResult about, Content result) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    try {
      writeAll(unfinished, header(about, result.mediaType()), result.bytes().array());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException full) {
      Files.deleteIfExists(unfinished);
      throw full;
    }
  }

  private static void writeAll(Path file, byte[] header, byte[] content) throws IOException {
    ByteBuffer[] parts = {
      ByteBuffer.allocate(Integer.BYTES).putInt(header.length).flip(),
      ByteBuffer.wrap(header),
      ByteBuffer.wrap(content)
    };
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (parts[parts.length - 1].hasRemaining() || parts[1].hasRemaining()) {
        out.write(parts);
      }
      out.force(true);
    }
  }

  /**
   * What the file holds, without its content.
   *
   * @param sizeMax most bytes of content
   */
  static StoredResult describe(Path file, int sizeMax) throws IOException {
    try (DataInputStream in = open(file)) {
      return described(file, header(in, file, sizeMax));
    }
  }

  /** The content of a file, whose digest is to be compared by the caller. */
  static Content read(Path file, int sizeMax) throws IOException {
    try (DataInputStream in = open(file)) {
      KeptResult header = header(in, file, sizeMax);
      return Content.of(header.getMediaType(), in.readNBytes(Math.toIntExact(header.getSize())));
    } catch (IllegalArgumentException unsound) {
      throw new IOException(file.getFileName() + " is unsound", unsound);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    require(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), "is no plain file", file);
    return new DataInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static KeptResult header(DataInputStream in, Path file, int sizeMax) throws IOException {
    int length = in.readInt();
    require(length > 0 && length <= HEADER_MAX, "has no sound header", file);
    KeptResult header = parsed(in.readNBytes(length), file);
    require(header.getVersion() == VERSION, "is of another version", file);
    require(header.getSize() >= 0 && header.getSize() <= sizeMax, "is too large", file);
    require(
        Files.size(file) == Integer.BYTES + length + header.getSize(),
        "is cut short or long",
        file);
    return header;
  }

  private static KeptResult parsed(byte[] header, Path file) throws IOException {
    try {
      return KeptResult.parseFrom(header);
    } catch (InvalidProtocolBufferException unsound) {
      throw new IOException(file.getFileName() + " has no sound header", unsound);
    }
  }

  private static StoredResult described(Path file, KeptResult header) throws IOException {
    try {
      StoredResult about = described(header);
      require(
          name(about.assignment()).equals(file.getFileName().toString()),
          "bears the name of another attempt",
          file);
      return about;
    } catch (IllegalArgumentException | ArithmeticException unsound) {
      throw new IOException(file.getFileName() + " is unsound", unsound);
    }
  }

  private static byte[] header(StoredResult about, String mediaType) {
    Assignment assignment = about.assignment();
    return KeptResult.newBuilder()
        .setVersion(VERSION)
        .setRequester(ByteString.copyFrom(assignment.requester().toBytes()))
        .setJobId(assignment.attempt().job().toString())
        .setAttempt(assignment.attempt().number())
        .setReservation(assignment.reservation().value())
        .setMediaType(mediaType)
        .setDigest(ByteString.copyFrom(about.digest().toBytes()))
        .setSize(about.size())
        .setRunTimeNs(about.usage().runTime().toNanos())
        .setPayloadSize(about.usage().payloadSize())
        .setSinceMs(about.since().toEpochMilli())
        .build()
        .toByteArray();
  }

  private static StoredResult described(KeptResult header) throws IOException {
    JobId job =
        JobId.parse(header.getJobId())
            .orElseThrow(() -> new IllegalArgumentException("this is no job id"));
    return new StoredResult(
        new Assignment(
            PeerId.decode(header.getRequester().toByteArray()),
            new AttemptId(job, header.getAttempt()),
            new ReservationId(header.getReservation())),
        Digest.ofDigest(header.getDigest().toByteArray()),
        header.getSize(),
        new Usage(
            Duration.ofNanos(header.getRunTimeNs()), header.getPayloadSize(), header.getSize()),
        Instant.ofEpochMilli(header.getSinceMs()));
  }

  private static void require(boolean holds, String problem, Path file) throws IOException {
    if (!holds) {
      throw new IOException(file.getFileName() + " " + problem);
    }
  }
}
