import Operations
package import SlotModel

/// What the machine has to serve: as much of the workspace as the doctor looks at.
package struct MachineNeeds: Sendable {
    package enum WorkspaceState: Sendable, Hashable {
        /// Why there is none, no capital, no full stop; and whether one was asked for.
        case none(String, isWanted: Bool)
        case read(slots: Int, bots: Int, errors: Int)
    }

    /// An exchange's host as some slot reaches it.
    package struct Host: Sendable, Hashable {
        /// `https://fapi.asterdex.com`.
        package var origin: String
        /// Of a public call; `nil`: none is known.
        package var path: String?
        /// As the slot names it; may hold a password.
        package var proxy: String?

        package init(origin: String, path: String?, proxy: String? = nil) {
            self.origin = origin
            self.path = path
            self.proxy = proxy
        }
    }

    package struct File: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// Of the workspace; whoever can change it decides where keys go.
            case declaration
            /// The same, with a plain secret in it.
            case plainSecret
            /// A file that a slot takes a credential from, and other private files.
            case secret
            case stateFolder
            /// A bot's own folder; may be another user's, whom the bot runs as.
            case botFolder
            /// A bot's own file, with credentials in it.
            case botFile
        }

        package var path: String
        /// As the user would name it.
        package var name: String
        package var kind: Kind

        package init(path: String, name: String, kind: Kind) {
            self.path = path
            self.name = name
            self.kind = kind
        }
    }

    package struct Folder: Sendable, Hashable {
        package var path: String
        package var name: String

        package init(path: String, name: String) {
            self.path = path
            self.name = name
        }
    }

    package var workspace: WorkspaceState
    package var isOffline = false
    package var hosts: [Host] = []
    package var files: [File] = []
    package var folders: [Folder] = []
    package var slotCount = 0
    /// Credentials that all slots name together.
    package var secretCount = 0
    /// Whether a slot takes a credential from the encrypted store.
    package var usesStore = false
    /// Why what was there before an apply is kept in plain; `nil`: it is not.
    package var plainRevisions: PlainRevisions?
    package enum PlainRevisions: Sendable, Equatable {
        case noStore
        /// Which opens the store, so that nobody is known to encrypt to.
        case passphrase
        /// Only so many, which were made before there was a store.
        case older(Int)
    }
    package var clockSkew = Duration.seconds(1)
    package var timeout = Duration.seconds(10)
    /// Our address as an exchange told it with a recorded check, and when.
    package var recordedAddress: (address: String, time: Timestamp?)?

    /// The ways to exchanges that are tried: a look at the machine must not take minutes where each slot has a proxy.
    var triedHosts: ArraySlice<Host> { hosts.prefix(50) }

    package init(workspace: WorkspaceState) { self.workspace = workspace }
}
