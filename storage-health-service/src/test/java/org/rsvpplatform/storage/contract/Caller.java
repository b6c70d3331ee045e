package org.rsvpplatform.storage.contract;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;

/** Who calls the service. */
public final class Caller {
    private Caller() {}

    /** Without a token. */
    public static RequestSpecification anybody() {
        return given().contentType("application/json");
    }

    static RequestSpecification viewer() {
        return bearer(Gateway.OURS.token("viewer"));
    }

    public static RequestSpecification operator() {
        return bearer(Gateway.OURS.token("viewer", "operator"));
    }

    static RequestSpecification bearer(String token) {
        return anybody().header("Authorization", "Bearer " + token);
    }
}
