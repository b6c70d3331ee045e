package org.rsvpplatform.gateway.service;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the gateway knows of a service.
 *
 * @param status its last good answer; null before the first
 * @param answeredAt when that came, on the monotonic ticker
 * @param problem why the last look failed; null when it did not
 */
public record Followed(JsonNode status, long answeredAt, String problem) {}
