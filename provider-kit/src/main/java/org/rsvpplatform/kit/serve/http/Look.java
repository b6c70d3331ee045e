package org.rsvpplatform.kit.serve.http;

/** What came of asking a followed command once. */
sealed interface Look {
    /**
     * @param json what the POST would have answered, without secrets
     */
    record Answered(String json) implements Look {}

    /**
     * @param problem the same as JSON, of an answer that is none
     */
    record Failed(RuntimeException cause, String problem) implements Look {}
}
