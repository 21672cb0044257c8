/**
 * The OpenAPI contract, as far as it cannot be read off the controllers: its frame ({@code
 * ContractConfiguration}), the problems of each call ({@code ProblemResponses}), which members of
 * the records are required and which may be null ({@code RecordSchemas}).
 */
@NullMarked
package io.grapevine.rest.contract;

import org.jspecify.annotations.NullMarked;
