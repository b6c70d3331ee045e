package org.rsvpplatform.database.mysql.connection;

/** The server wants an authentication plugin that our client does not speak. */
final class UnspokenPluginException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String plugin;

    UnspokenPluginException(String plugin) {
        super("the server asks for authentication plugin " + plugin);
        this.plugin = plugin;
    }

    String plugin() {
        return plugin;
    }
}
