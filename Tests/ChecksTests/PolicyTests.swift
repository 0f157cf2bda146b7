import Checks
import Exchanges
import SlotModel
import Testing

private func workspace(_ network: Network = .live) -> Workspace {
    Workspace(network: Located(network, at: Place(file: "slots.yaml", line: 1, column: 10)))
}

private func inquiry(_ slots: [Slot], _ workspace: Workspace = workspace()) -> PolicyInquiry {
    PolicyInquiry(slots: slots, workspace: workspace) { _ in .sample }
}

private func plain(_ text: String) -> SecretReference { .plain(Concealed(Array(text.utf8))) }

extension Slot {
    fileprivate static func v1(_ name: String, key: SecretReference, secret: SecretReference) -> Slot {
        var slot = Slot.sample(name)
        slot.credentialsPlace = Place(file: "slots/\(name).yaml", line: 3, column: 1)
        slot.credentials = [
            .key: Located(key, at: Place(file: "slots/\(name).yaml", line: 4, column: 8)),
            .secret: Located(secret, at: Place(file: "slots/\(name).yaml", line: 5, column: 11)),
        ]
        return slot
    }
}

extension Finding {
    /// `slots/a.yaml:4:8: error: message [code]`.
    fileprivate var line: String {
        let spot = place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
        return "\(spot)\(severity.rawValue): \(message) [\(code)]"
    }
}

@Suite("The policies without a network")
struct PolicyTests {
    @Test("have nothing against a good slot")
    func good() { #expect(policyFindings(inquiry([.sample()])).isEmpty) }

    @Test("plain secrets are warned about, wallets are public")
    func plainSecrets() {
        var slot = Slot.v1("a", key: plain("k"), secret: plain("s"))
        #expect(
            policyFindings(inquiry([slot])).map(\.line) == [
                "slots/a.yaml:4:8: warning: the key stands in the file in plain [slot.plaintext-secret]",
                "slots/a.yaml:5:11: warning: the secret stands in the file in plain [slot.plaintext-secret]",
            ]
        )
        #expect(
            policyFindings(inquiry([slot])).last?.help
                == "store it encrypted with 'slots secret set a.secret', and write 'secret:a.secret' here; make a new key "
                + "if this file was ever committed or sent"
        )
        var strict = workspace()
        strict.policy.plaintextSecret = .deny
        #expect(policyFindings(inquiry([slot], strict)).map(\.severity) == [.error, .error])
        strict.policy.plaintextSecret = .allow
        #expect(policyFindings(inquiry([slot], strict)).isEmpty)
        slot.allow = [Located(.plaintextSecret, at: row(9))]
        #expect(policyFindings(inquiry([slot])).isEmpty)

        var wallets = Slot.sample()
        wallets.credentials[.mainWallet] = Located(plain("0xabc"), at: row(6))
        wallets.credentials[.apiWallet] = Located(plain("0xdef"), at: row(4))
        #expect(policyFindings(inquiry([wallets])).isEmpty)
    }

    @Test("a live slot that speaks to this machine without TLS is told so, once")
    func plainEndpoint() {
        var slot = Slot.sample()
        let place = Place(file: "slots/a.yaml", line: 9, column: 11)
        func endpoint(_ origin: String) -> EndpointOverride {
            EndpointOverride(spot: Located(origin, at: place), futures: Located(origin, at: place))
        }
        slot.endpoint = endpoint("http://127.0.0.1:8080")
        #expect(policyFindings(inquiry([slot])).map(\.code) == ["slot.plain-endpoint"])
        #expect(policyFindings(inquiry([slot])).first?.place == place)
        slot.endpoint = endpoint("https://127.0.0.1:8080")
        #expect(policyFindings(inquiry([slot])).isEmpty)
        slot.endpoint = endpoint("http://127.0.0.1:8080")
        slot.network = Located(.sandbox, at: row(3))
        #expect(policyFindings(inquiry([slot])).isEmpty)
    }

    @Test("plain secrets in a file that others see are errors, unless they are waived")
    func exposedSecrets() {
        let slot = Slot.v1("a", key: .environment(name: "K"), secret: plain("s"))
        var inquiry = inquiry([slot])
        inquiry.exposure = { $0 == "slots/a.yaml" ? .readableByOthers(mode: "0644") : nil }
        #expect(
            policyFindings(inquiry).map(\.line) == [
                "slots/a.yaml:5:11: error: the secret stands in the file in plain, and every user of this machine can "
                    + "read it (mode 0644) [slot.plaintext-secret]"
            ]
        )
        inquiry.exposure = { _ in .trackedByGit }
        #expect(
            policyFindings(inquiry).map(\.line) == [
                "slots/a.yaml:5:11: error: the secret stands in the file in plain, and git keeps the file "
                    + "[slot.plaintext-secret]"
            ]
        )
        #expect(
            policyFindings(inquiry).first?.help?.hasSuffix("because git's history keeps this one") == true
        )
        inquiry.slots[0].allow = [Located(.plaintextSecret, at: row(9))]
        #expect(policyFindings(inquiry).isEmpty)
    }

    @Test("files of secrets that git keeps are errors, unless they are waived")
    func trackedFiles() {
        let slot = Slot.v1("a", key: .environment(name: "K"), secret: .file(path: "secrets/s"))
        var inquiry = inquiry([slot])
        inquiry.exposure = { _ in .readableByOthers(mode: "0644") }
        #expect(policyFindings(inquiry).isEmpty, "the mode is told by whoever reads it")
        inquiry.exposure = { $0 == "secrets/s" ? .trackedByGit : nil }
        #expect(
            policyFindings(inquiry).map(\.line) == [
                "slots/a.yaml:5:11: error: the secret stands in the file 'secrets/s' in plain, and git keeps the file "
                    + "[secret.tracked]"
            ]
        )
        inquiry.slots[0].allow = [Located(.plaintextSecret, at: row(9))]
        #expect(policyFindings(inquiry).isEmpty)
    }

    @Test("bots' files that git keeps are warned about, unless the workspace allows plain secrets")
    func trackedBotFiles() {
        var inquiry = inquiry([])
        inquiry.botFiles = ["main/config.js", "other/config.js"].map { Located($0, at: row(4)) }
        inquiry.exposure = { $0 == "main/config.js" ? .trackedByGit : .readableByOthers(mode: "0644") }
        #expect(
            policyFindings(inquiry).map(\.line) == [
                "slots/main.yaml:4:3: warning: git keeps the bot's file 'main/config.js', in which its keys stand "
                    + "[secret.tracked]"
            ]
        )
        inquiry.workspace.policy.plaintextSecret = .allow
        #expect(policyFindings(inquiry).isEmpty)
    }

    @Test("a disabled slot's plain secret is a leak as well, the rest of it is not looked at")
    func disabled() {
        var slot = Slot.v1("a", key: plain("k"), secret: .environment(name: "S"))
        slot.exchange.value = .hitbtc
        slot.enabled = false
        #expect(policyFindings(inquiry([slot])).map(\.code) == ["slot.plaintext-secret"])
    }

    @Test("the documented credentials of the built-in exchange may stand in plain, in any number of slots")
    func documented() {
        let slots = ["a", "b"].map { Slot.v1($0, key: plain("known"), secret: plain("known")) }
        var inquiry = inquiry(slots, workspace(.sandbox))
        inquiry.isDocumented = { _, value in value == Concealed(Array("known".utf8)) }
        #expect(policyFindings(inquiry).isEmpty)
    }

    @Test("the documented credentials of the built-in exchange are refused on a real network, once a slot")
    func publicOnLive() {
        var slot = Slot.v1("a", key: plain("known"), secret: plain("known"))
        func codes() -> [String] {
            var inquiry = inquiry([slot])
            inquiry.isDocumented = { _, value in value == Concealed(Array("known".utf8)) }
            return policyFindings(inquiry).map(\.line)
        }
        #expect(
            codes() == [
                "slots/a.yaml:4:8: error: the key is a public one of the built-in exchange, and the slot is for the live "
                    + "network [slot.public-credentials]"
            ]
        )
        slot.network = Located(.sandbox, at: row(2))
        #expect(codes().isEmpty)
    }

    @Test("one key in two slots is refused at the second, naming the first")
    func sharedKey() {
        let slots = ["a", "b", "c"].map {
            Slot.v1($0, key: .environment(name: "K"), secret: .environment(name: $0))
        }
        #expect(
            policyFindings(inquiry(slots)).map(\.line) == [
                "slots/b.yaml:4:8: error: the slots 'a' and 'b' use the same key; the other one is at slots/a.yaml:4:8 "
                    + "[slot.shared-key]",
                "slots/c.yaml:4:8: error: the slots 'a' and 'c' use the same key; the other one is at slots/a.yaml:4:8 "
                    + "[slot.shared-key]",
            ]
        )
    }

    @Test("a key is the same whatever reference leads to it, when its fingerprint is known")
    func sharedByFingerprint() {
        let slots = ["a", "b"].map {
            Slot.v1($0, key: .environment(name: $0), secret: .environment(name: $0))
        }
        var inquiry = inquiry(slots)
        #expect(policyFindings(inquiry).isEmpty)
        inquiry.fingerprints = ["a": [.key: "f1"], "b": [.key: "f1"]]
        #expect(policyFindings(inquiry).map(\.code) == ["slot.shared-key"])
        inquiry.fingerprints = ["a": [.key: "f1"], "b": [.key: "f2"]]
        #expect(policyFindings(inquiry).isEmpty)
    }

    @Test("a shared secret under two keys is no shared key, a shared private key is one")
    func whatIsAKey() {
        let secrets = ["a", "b"].map {
            Slot.v1($0, key: .environment(name: $0), secret: .environment(name: "S"))
        }
        #expect(policyFindings(inquiry(secrets)).isEmpty)
        var wallets = [Slot.sample("a"), .sample("b")]
        wallets[1].credentials[.privateKey] = wallets[0].credentials[.privateKey]
        #expect(policyFindings(inquiry(wallets)).map(\.code) == ["slot.shared-key"])
    }

    @Test("disabled slots share nothing; one waiver is enough; the policy decides the severity")
    func sharedKeyVerdicts() {
        var slots = ["a", "b"].map {
            Slot.v1($0, key: .environment(name: "K"), secret: .environment(name: $0))
        }
        slots[0].enabled = false
        #expect(policyFindings(inquiry(slots)).isEmpty)
        slots[0].enabled = true
        var lenient = workspace()
        lenient.policy.sharedKey = .warn
        #expect(policyFindings(inquiry(slots, lenient)).map(\.severity) == [.warning])
        slots[0].allow = [Located(.sharedKey, at: row(9))]
        #expect(policyFindings(inquiry(slots)).isEmpty)
    }

    @Test("credentials that are of no form, or of two, are told what is missing")
    func incomplete() {
        var slot = Slot.sample("a")
        slot.credentials[.mainWallet] = nil
        #expect(
            policyFindings(inquiry([slot])).map(\.line) == [
                "slots/main.yaml:3:3: error: these are not the credentials of Aster Futures: main-wallet missing "
                    + "[slot.credentials-incomplete]"
            ]
        )
        #expect(
            policyFindings(inquiry([slot])).first?.help
                == "write under 'credentials:' main-wallet: with the wallet's address; it takes api-wallet, private-key and main-wallet (V3), or key and "
                + "secret (V1)"
        )
        slot = .v1("a", key: .environment(name: "K"), secret: .environment(name: "S"))
        slot.credentials[.passphrase] = Located(.environment(name: "P"), at: row(7))
        #expect(
            policyFindings(inquiry([slot])).map(\.message) == [
                "these are not the credentials of Aster Futures: passphrase not wanted"
            ]
        )
    }

    @Test("an endpoint that is no known host is refused, a trusted one and loopback are not")
    func endpoints() {
        var slot = Slot.sample("a")
        let strange = Located("https://futures.example.evil", at: row(7))
        slot.endpoint = EndpointOverride(spot: strange, futures: strange)
        #expect(policyFindings(inquiry([slot])).map(\.code) == ["endpoint.not-trusted"])
        #expect(policyFindings(inquiry([slot])).first?.slot == "a")
        var trusting = workspace()
        trusting.trustedEndpoints = [Located("https://futures.example.evil", at: row(30))]
        #expect(policyFindings(inquiry([slot], trusting)).isEmpty)
        slot.endpoint = EndpointOverride(futures: Located("http://127.0.0.1:8080", at: row(7)))
        #expect(policyFindings(inquiry([slot])).map(\.code) == ["slot.plain-endpoint"])
        slot.endpoint = EndpointOverride(futures: Located("https://futures.example", at: row(7)))
        #expect(policyFindings(inquiry([slot])).isEmpty)
    }

    @Test("a test network that the exchange does not have is refused where it is named")
    func testnet() {
        var slot = Slot.sample("a")
        #expect(policyFindings(inquiry([slot], workspace(.testnet))).map(\.place?.file) == ["slots.yaml"])
        slot.network = Located(.testnet, at: row(8))
        #expect(policyFindings(inquiry([slot])).map(\.place) == [row(8)])
        #expect(policyFindings(inquiry([.sample()], workspace(.sandbox))).isEmpty)
    }

    @Test("a sign-in that sends the secret is warned about, and is an error where the exchange has none")
    func signIn() {
        var slot = Slot.sample("a", .aster)
        slot.signIn = Located(.basic, at: row(8))
        #expect(
            policyFindings(inquiry([slot])).map(\.line) == [
                "slots/main.yaml:8:3: error: Aster Futures has no sign-in by 'basic' [slot.sign-in]"
            ]
        )
        slot.signIn = Located(.signature, at: row(8))
        #expect(policyFindings(inquiry([slot])) == [])
    }

    @Test("modes of futures in a spot slot, and odd delays, are warned about")
    func pointless() {
        var slot = Slot.sample("a", .aster)
        slot.account.positionMode = Located(.hedge, at: row(8))
        slot.delay = Located(.seconds(121), at: row(9))
        #expect(
            policyFindings(inquiry([slot])).map(\.line) == [
                "slots/main.yaml:8:3: warning: 'position-mode' means nothing on a spot account [slot.wish-without-meaning]",
                "slots/main.yaml:9:3: warning: a delay of 121 s between two pairs is unusually long [slot.odd-delay]",
            ]
        )
        slot.account = AccountWish()
        slot.delay = Located(.milliseconds(999), at: row(9))
        #expect(
            policyFindings(inquiry([slot])).map(\.message) == [
                "a delay of 0.999 s between two pairs is unusually short"
            ]
        )
        slot.delay = Located(.seconds(120), at: row(9))
        #expect(policyFindings(inquiry([slot])).isEmpty)
    }

    @Test("ten thousand slots take well under a second")
    func many() {
        let slots = (0..<10_000).map { Slot.sample("s\($0)") }
        let started = ContinuousClock.now
        #expect(policyFindings(inquiry(slots)).isEmpty)
        #expect(ContinuousClock.now - started < .seconds(5), "a debug build on a busy machine")
    }
}
