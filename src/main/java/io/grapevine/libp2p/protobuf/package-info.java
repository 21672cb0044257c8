/**
 * A protobuf codec for the few messages of libp2p: a reader that walks over the fields of a byte
 * range with a limit for every length and keeps positions, so that signed bytes can be taken as
 * they came, and a writer that puts fields in the order in which it is called. There is no
 * generated code and no schema; each message's own class knows its field numbers.
 */
@NullMarked
package io.grapevine.libp2p.protobuf;

import org.jspecify.annotations.NullMarked;
