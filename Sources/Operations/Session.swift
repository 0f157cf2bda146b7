import Files
package import Ledger
import Revisions
package import Secrets
package import SlotModel

/// What all operations on one workspace work with: opened once, used as often as wanted.
///
/// Operations print nothing, ask nobody and end nothing: what happens comes as ``Event``, who has to agree is asked
/// through a closure, and the result carries an ``ExitCode`` for whoever wants to end with it. Cancelling the task
/// stops an operation before it writes anything.
package struct Session: Sendable {
    /// The files as they were read when the session was opened.
    package let workspace: LoadedWorkspace
    /// The encrypted secrets; opened when the first one is needed.
    package let store: SecretStore
    /// Resolves each reference once.
    package let credentials: CredentialCache
    /// What was checked, applied and owned.
    package let ledger: Ledger
    package let surroundings: Surroundings

    package init(_ workspace: LoadedWorkspace, _ surroundings: Surroundings) {
        self.init(
            workspace,
            SecretStore(
                workspace: workspace.folder,
                identity: workspace.workspace?.identity?.value,
                terminal: surroundings.terminal,
                environment: surroundings.environment
            ),
            surroundings.ledger(workspace.state),
            surroundings
        )
    }

    private init(
        _ workspace: LoadedWorkspace,
        _ store: SecretStore,
        _ ledger: Ledger,
        _ surroundings: Surroundings
    ) {
        self.workspace = workspace
        self.store = store
        self.ledger = ledger
        self.surroundings = surroundings
        credentials = CredentialCache(
            .live(
                workspace: workspace.folder,
                credentialsDirectory: surroundings.environment("CREDENTIALS_DIRECTORY"),
                commands: workspace.workspace?.secretCommands ?? [:],
                store: store,
                environment: surroundings.secretVariable
            )
        )
    }

    /// Finds and reads a workspace; complaints about its files are among its findings.
    ///
    /// - Parameter directory: Where it is; `nil`: here or above.
    /// - Throws: a ``Finding`` when there is none.
    package static func open(_ directory: String?, _ surroundings: Surroundings) async throws(Finding)
        -> Session
    {
        let folder = try WorkspaceFolder.find(named: directory)
        // What was cut off is finished before anybody reads it.
        do throws(FileError) { try surroundings.recover(in: folder) } catch { throw error.finding() }
        return Session(await LoadedWorkspace.read(at: folder), surroundings)
    }

    /// The same store and connections with another reading of the workspace; nothing is resolved yet.
    package func with(_ workspace: LoadedWorkspace) -> Session {
        Session(workspace, store, ledger, surroundings)
    }

    /// The same store and connections with the files as they are now; nothing is resolved yet.
    package func reread() async -> Session { with(await LoadedWorkspace.read(at: workspace.folder)) }

    /// The same session with the files as they are now; what the store held is forgotten.
    package func reopened() async -> Session {
        Session(await LoadedWorkspace.read(at: workspace.folder), surroundings)
    }
}

/// What happens during an operation.
package enum Event: Sendable {
    /// These slots are about to be asked.
    case asking([String])
    /// A slot's first request is about to go out.
    case slotStarted(String)
    /// A slot's result is there.
    case slotFinished(SlotReport)
    /// No slot is asked any more.
    case asked
}

/// Takes events, from any thread, one after the other for each slot.
package typealias EventSink = @Sendable (Event) -> Void
