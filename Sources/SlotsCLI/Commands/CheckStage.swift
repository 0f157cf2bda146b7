import Processes
import Terminal
import BotConfigs
import Checks
import Cryptography
import Exchanges
import HTTPTransport
import Locking
import Revisions
import Sandbox
import Secrets
import SlotModel

/// The stage in which the exchanges are asked; `check`, `verify`, `plan` and `apply` have it in common.
struct CheckStage: Sendable {
    let context: CommandContext
    let loaded: LoadedWorkspace
    let workspace: Workspace
    let cache: CredentialCache
    let store: SecretStore
    /// See ``CheckRunner/Settings/asksForAllFees``.
    var asksForAllFees = false

    /// - Parameter store: One that is open already; `nil`: a new one.
    init(
        _ context: CommandContext,
        _ loaded: LoadedWorkspace,
        _ workspace: Workspace,
        store: SecretStore? = nil
    ) {
        self.context = context
        self.loaded = loaded
        self.workspace = workspace
        let store = store ?? loaded.secretStore
        self.store = store
        cache = loaded.credentialCache(store)
    }

    /// Asks about the slots, with a live display on a terminal; a result is streamed where that is the format.
    func run(_ slots: [Slot], pairs: [String: Int], printer: ReportPrinter) async -> CheckOutcome {
        guard !slots.isEmpty else { return CheckOutcome() }
        ResourceLimits.allowManyFiles()
        var builtIn: BuiltInExchange?
        var failure: Finding?
        if slots.contains(where: { $0.enabled && loaded.network(of: $0) == .sandbox }) {
            do throws(Finding) { builtIn = try BuiltInExchange() } catch { failure = error }
        }
        defer { builtIn?.stop() }

        let progress = CheckProgress(
            slots: slots.filter(\.enabled).map(\.name),
            console: context.console,
            isWanted: context.options.showsProgress
        )
        let runner = CheckRunner(workspace: workspace, settings: settings, outside: outside(builtIn))
        var outcome = await progress.whileLive {
            await runner.run(slots, among: loaded.slots, pairs: pairs) { event in
                switch event {
                case .slotStarted(let name): progress.started(name)
                case .slotFinished(let report):
                    progress.finished(report)
                    printer.stream(report)
                }
            }
        }
        if let failure { outcome.fail(failure) }
        return outcome
    }

    /// What the policies say without asking an exchange; with the secrets' fingerprints where they can be had.
    func policies() -> [Finding] {
        var inquiry = offlineInquiry(loaded, workspace)
        let key = Secret(copying: randomBytes(count: 32))
        let slots = loaded.slots.filter(\.enabled)
        let fingerprints = sideBySide(slots.count) { range in
            range.map { number in
                cache.credentials(of: slots[number]).fields.mapValues { secret in
                    Hex.text(KeyedDigest(of: secret, key: key).bytes)
                }
            }
        }
        inquiry.fingerprints = Dictionary(
            zip(slots.map(\.name), fingerprints.joined()),
            uniquingKeysWith: { first, _ in first }
        )
        var findings = policyFindings(inquiry)
        if let contents = store.knownContents {
            findings += storedSecretFindings(loaded.inquiry(about: contents)) + store.oddities
        }
        return findings
    }

    private var settings: CheckRunner.Settings {
        var settings = CheckRunner.Settings()
        settings.jobs = context.options.jobs ?? 0
        settings.timeout = context.options.timeout
        settings.asksForAllFees = asksForAllFees
        return settings
    }

    private func outside(_ builtIn: BuiltInExchange?) -> CheckRunner.Outside {
        let cache = cache
        return CheckRunner.Outside(
            connector: Connectors.connector(for:),
            resolve: { reference throws(Finding) in try cache.resolve(reference) },
            http: .live(),
            nonces: NonceFiles(
                folder: NonceFiles.defaultFolder(environment: environmentVariable),
                now: wallClock
            ).source,
            now: wallClock,
            sleep: { duration in try? await Task.sleep(for: duration) },
            sandbox: { builtIn?.origins(of: $0) }
        )
    }
}

/// The question to the policies, without secrets.
func offlineInquiry(_ loaded: LoadedWorkspace, _ workspace: Workspace) -> PolicyInquiry {
    var inquiry = PolicyInquiry(slots: loaded.slots, workspace: workspace) {
        Connectors.connector(for: $0).profile
    }
    inquiry.isDocumented = { _, value in
        value.withBytes { SandboxAccounts.isDocumentedFake($0) }
    }
    inquiry.botFiles = workspace.bots.flatMap { bot in
        (loaded.templates[bot.template.value]?.files ?? []).map {
            Located(bot.directory.value + "/" + $0.path.value, at: bot.directory.place)
        }
    }
    let folder = loaded.folder
    let finder = ExposureFinder()
    inquiry.exposure = { finder.exposure(of: $0.hasPrefix("/") ? $0 : folder + "/" + $0) }
    return inquiry
}

extension CheckOutcome {
    /// The exit code for slots that have to be connected: what is wanted and not proven, whatever else is reported.
    ///
    /// - Parameter wanted: The slots that were to be asked; disabled ones need no proof here.
    func exitCode(wanting wanted: [Slot], _ interruption: Interruption) -> ExitCode {
        var codes: [ExitCode] = []
        if isCancelled { codes.append(interruption.exitCode ?? .interrupted) }
        if hasFailed { codes.append(.ourError) }
        let statuses = Dictionary(reports.map { ($0.slot, $0.status) }, uniquingKeysWith: max)
        for slot in wanted where slot.enabled {
            switch statuses[slot.name]?.consequence {
            case .go: continue
            case .stop: codes.append(.stopped)
            case .stopForNow: codes.append(.unreachable)
            case .asAsked: codes.append(slotsWithoutSecret.contains(slot.name) ? .noSecret : .stopped)
            case nil: codes.append(.ourError)
            }
        }
        return ExitCode.worst(of: codes)
    }
}
