package org.rsvpplatform.kit.observe.config;

/**
 * A syntax error in words. The parser's own message quotes the file, and what it quotes may be a
 * password that begins with a * or a %; so only what kind of problem it is goes on.
 */
record SyntaxProblem(String problem, String fix) {

    private static final String QUOTE = "put quotes around a value that begins with * & ! % @ or `";

    private static final String NEVER_CLOSED = "a quote or a bracket is never closed";

    /** Where it begins says more than where the parser gave up, which is the end of the file. */
    boolean isFromItsStart() {
        return problem.equals(NEVER_CLOSED);
    }

    static SyntaxProblem of(String parsers) {
        String text = parsers == null ? "" : parsers;
        if (text.contains("TAB")) {
            return new SyntaxProblem(
                    "a tab stands where YAML allows only blanks", "indent with blanks");
        }
        if (text.startsWith("found undefined alias")) {
            return new SyntaxProblem("a value begins with * and names nothing", QUOTE);
        }
        if (text.contains("cannot start any token")) {
            return new SyntaxProblem(
                    "a value begins with a character that YAML keeps for itself", QUOTE);
        }
        if (text.startsWith("mapping values are not allowed")) {
            return new SyntaxProblem(
                    "a : or the indentation is out of place",
                    "indent fields of one group alike, with a blank after each :, and quote values"
                            + " that hold \": \"");
        }
        if (text.contains("end of stream") || text.contains("<stream end>")) {
            return new SyntaxProblem(NEVER_CLOSED, "close it");
        }
        if (text.startsWith("but found another document")) {
            return new SyntaxProblem(
                    "a second document begins with ---", "keep one document in the file");
        }
        if (text.startsWith("found unknown escape character")) {
            return new SyntaxProblem(
                    "a text in double quotes has a \\ that YAML does not know",
                    "write \\\\ or single quotes");
        }
        if (text.startsWith("expected <block end>")) {
            return new SyntaxProblem(
                    "the indentation does not fit", "indent fields of one group alike");
        }
        return new SyntaxProblem("this is not valid YAML", "mend this line or the one before it");
    }
}
