import SlotModel

/// Who a key is: the mode of its account, and its rights.
struct BitgetKey: Sendable {
    var mode: BitgetMode
    /// `nil`: the key may not read its own rights.
    var rights: BitgetRights?
    /// The mode is known, and the interface of that mode was not asked for the rights yet.
    var isHalf = false
}

extension BitgetRecipe {
    /// Asks once for all slots of a key, because the classic call may be asked once a second and user only.
    ///
    /// - Parameter again: The mode that was told turned out to be of the past.
    func identify(again: Bool) async -> Result<BitgetKey, ExchangeFailure> {
        let first = again ? .classic : assumed
        return await once("\(first.rawValue) key", again) { await introduce(first) }
    }

    /// The rights of a key whose mode alone is known, asked once for all of its slots.
    func complete(_ key: BitgetKey, again: Bool) async -> Result<BitgetKey, ExchangeFailure> {
        guard key.isHalf else { return .success(key) }
        return await once("rights", again) { await introduceUnified() }
    }

    private func once(
        _ what: String,
        _ again: Bool,
        _ question: () async -> Result<BitgetKey, ExchangeFailure>
    ) async -> Result<BitgetKey, ExchangeFailure> {
        let line = conversation.line
        let name =
            "bitget \(what) \(endpoints.origin ?? "") \(signer.digest) \(again ? "again" : "") \(line.proxy ?? "")"
        do throws(Trouble) {
            return .success(
                try await line.shared.answer(name) { () async throws(Trouble) in
                    switch await question() {
                    case .success(let key): return key
                    case .failure(let failure): throw Trouble(failure)
                    }
                }
            )
        } catch {
            return .failure(error.failure)
        }
    }

    /// The assumed mode's call first, which also brings the rights; only two codes tell the other mode.
    private func introduce(_ mode: BitgetMode) async -> Result<BitgetKey, ExchangeFailure> {
        switch await rights(mode) {
        case .success(let rights): return .success(BitgetKey(mode: mode, rights: rights))
        case .failure(let failure) where failure.lacksRight:
            return .success(BitgetKey(mode: mode, rights: nil))
        case .failure(let failure) where mode == .unified:
            return failure.namesOtherMode == .classic ? await introduce(.classic) : .failure(failure)
        case .failure(let failure) where failure.namesOtherMode == .unified:
            return .success(BitgetKey(mode: .unified, rights: nil, isHalf: true))
        case .failure(let failure) where failure.code == "40731":
            // The classic interface does not answer lead traders; where the unified one does not either, that is why.
            switch await introduceUnified() {
            case .failure(let second) where !second.mayPass: return .failure(failure)
            case let answer: return answer
            }
        case .failure(let failure) where failure.code == "40012": return await doubt(failure)
        case .failure(let failure): return .failure(failure)
        }
    }

    private func introduceUnified() async -> Result<BitgetKey, ExchangeFailure> {
        switch await rights(.unified) {
        case .success(let rights): return .success(BitgetKey(mode: .unified, rights: rights))
        case .failure(let failure) where failure.lacksRight:
            return .success(BitgetKey(mode: .unified, rights: nil))
        case .failure(let failure) where failure.namesOtherMode != nil:
            var moving = moving(failure.request)
            (moving.code, moving.httpStatus) = (failure.code, failure.httpStatus)
            return .failure(moving)
        case .failure(let failure): return .failure(failure)
        }
    }

    private func rights(_ mode: BitgetMode) async -> Result<BitgetRights, ExchangeFailure> {
        await asked(.key(mode), in: introduction) { data throws(Misunderstanding) in
            try BitgetRights(data, mode)
        }
    }

    /// The classic interface was seen to refuse keys as unknown that the unified one accepts.
    private func doubt(_ refusal: ExchangeFailure) async -> Result<BitgetKey, ExchangeFailure> {
        let settings = await asked(.modes(.unified, nil), in: introduction) { _ throws(Misunderstanding) in
            true
        }
        switch settings {
        case .success: return await introduceUnified()
        case .failure(let failure) where failure.lacksRight: return await introduceUnified()
        case .failure(let failure) where failure.namesOtherMode == .classic:
            var odd = refusal
            odd.message =
                "Bitget's classic interface refuses this key, although the unified one knows it and its signature is right "
                + "(Bitget: 40012, then 40084)"
            odd.help = "make a new key on Bitget's API key page and take it over with 'slots replace-key'"
            return .failure(odd)
        case .failure(let failure): return .failure(failure.namesReason ? failure : refusal)
        }
    }

    /// Bitget is moving the account.
    func moving(_ request: String) -> ExchangeFailure {
        ExchangeFailure(
            .unavailable,
            "Bitget is switching this account between classic and unified mode",
            help: "try again when Bitget's page says that the switch is done; the key is not to blame",
            request: request
        )
    }
}

extension ExchangeFailure {
    /// Trouble that says nothing about the account.
    fileprivate var mayPass: Bool {
        switch self.kind {
        case .rateLimited, .proxyFailed: true
        case .unavailable: namesOtherMode == nil
        default: false
        }
    }

    /// Whether this names one reason, where 40012 leaves several open.
    fileprivate var namesReason: Bool {
        switch self.kind {
        case .invalidCredentials(let field): field != nil
        case .addressNotAllowed, .clockSkew, .expired: true
        default: false
        }
    }
}
