extension BotTemplate {
    /// The interface of a bot that runs: where keys are made known to it, and where it tells what it sees.
    ///
    /// All of it stands in the template, because little of it is promised by the bots' makers.
    package struct Interface: Sendable {
        /// Where new keys are sent to.
        package struct Sending: Sendable {
            package var path: String
            /// Members of the JSON object that is sent, each with the path of what it holds in the bot's file.
            package var body: [(name: String, path: [String])] = []
            /// The member that names a connection which works already.
            package var proof: String?

            package init(path: String) { self.path = path }
        }

        /// Where the bot tells what it sees in the accounts.
        package struct Balances: Sendable {
            package var path: String
            /// Members of each element of the list, wherever in the answer that stands.
            package var connection: String
            package var asset: String
            package var free: String
            package var locked: String?

            package init(path: String, connection: String, asset: String, free: String, locked: String?) {
                (self.path, self.connection, self.asset) = (path, connection, asset)
                (self.free, self.locked) = (free, locked)
            }
        }

        package var place: Place
        /// One of the template's files, which holds what follows.
        package var file: String
        /// Of the port, of whether it is TLS, and of the file with its certificate: paths in the file.
        package var port: [String]?
        package var https: [String]?
        package var certificate: [String]?
        /// Before each question's path: `/api/v1`.
        package var base = ""
        /// The header that carries the token, and what stands before the token in it.
        package var header = "Authorization"
        package var headerPrefix = ""
        package var alive = ""
        /// Members of that answer by which the bot is known.
        package var knownBy: [String] = []
        /// Of those, the one that is true where the login asks for a second factor.
        package var twoFactor: String?
        /// Where the bot tells its connections, and their path in the answer; `nil`: it does not.
        package var connections: String?
        package var connectionsAt: [String] = []
        package var send: Sending?
        package var balances: Balances?

        package init(place: Place, file: String) { (self.place, self.file) = (place, file) }
    }
}

/// How a bot that runs is reached, where its own file does not say it.
package struct BotAccess: Sendable {
    /// An origin of this machine.
    package var url: Located<String>?
    package var token: Located<SecretReference>?

    package init() {}
}
