import SlotFiles
import SlotModel
import Testing

/// The examples of the design's section on the workspace.
enum DesignExample {
    static let slot = """
        # slots/bitget-futures.yaml
        exchange: bitget-futures
        label: Bitget USDT perps
        enabled: true
        network: live                     # live | testnet | sandbox; default: the workspace's
        endpoint: https://api.bitget.com  # only to override; see section 9
        credentials:
          key: secret:bitget-futures.key          # from secrets.age
          secret: secret:bitget-futures.secret
          passphrase: env:BITGET_PASSPHRASE       # from the environment
        fees: 0.06%                       # or {maker: 0.02%, taker: 0.06%}; the % sign is required
        delay: 10s                        # between two pairs; a unit is required
        rate-limit: 250ms                 # between two requests, where the bot knows such a setting
        account:
          contract: usdt                  # usdt | usdc | coin
          position-mode: one-way          # one-way | hedge; absent: whatever the account has
          margin-mode: cross              # cross | isolated; absent: whatever the account has
        require:
          balance: {USDT: 150}            # free amount that must be there; absent: anything above zero
          market: BTC/USDT                # its data must be fresh
        allow: [withdraw]                 # waives a policy for this slot
        expires: 2027-11-20               # where the exchange does not tell
        ip-allowlist: [203.0.113.7]       # what the key was restricted to
        proxy: socks5h://127.0.0.1:1080
        bots: [main]                      # default: every bot
        as: {main: "bitget#2"}            # this slot's id inside a bot, where the template's is taken
        extra: {main: {type: bitget}}     # copied into the bot's entry as it is

        """

    static let workspace = """
        # slots.yaml
        network: sandbox                  # everything runs against the built-in exchange until this says live
        bots:
          main:
            template: gunbot
            directory: bots/gunbot        # where the bot lives; relative to this file
            on-apply: [systemctl, reload, gunbot]
        policy:
          withdraw: deny                  # deny | warn | allow
          transfer: deny
          shared-key: deny                # one key in two slots
          plaintext-secret: warn
          fee-tolerance: 0.005%           # configured fee against the account's real fee
          clock-skew: 1s
          expiry-warning: 30d
        trusted-endpoints: []             # https origins that slots may name besides the known ones

        """
}

struct DesignExampleTests {
    @Test("the design's slot is read whole, without a complaint")
    func slot() throws {
        let (read, findings) = readSlot(Array(DesignExample.slot.utf8), named: "bitget-futures")
        #expect(findings.map(\.told) == [])
        let slot = try #require(read)
        #expect(slot.exchange.value == .bitgetFutures)
        #expect(slot.label == "Bitget USDT perps")
        #expect(slot.enabled)
        #expect(slot.network?.value == .live)
        #expect(slot.endpoint?.spot?.value == "https://api.bitget.com")
        #expect(slot.endpoint?.futures?.value == "https://api.bitget.com")
        #expect(slot.credentials[.key]?.value == .store(name: "bitget-futures.key"))
        #expect(slot.credentials[.passphrase]?.value == .environment(name: "BITGET_PASSPHRASE"))
        #expect(
            slot.credentials[.passphrase]?.place
                == Place(file: "slots/bitget-futures.yaml", line: 10, column: 15, length: 21)
        )
        #expect(slot.credentialsPlace.line == 7)
        #expect(slot.fees?.value.taker.description == "0.06%")
        #expect(slot.delay?.value == .seconds(10))
        #expect(slot.rateLimit?.value == .milliseconds(250))
        #expect(slot.account.contract?.value == .usdt)
        #expect(slot.account.positionMode?.value == .oneWay)
        #expect(slot.account.marginMode?.value == .cross)
        #expect(slot.require.balance["USDT"]?.value == ExactDecimal(150))
        #expect(slot.require.market?.value == "BTC/USDT")
        #expect(slot.allow.map(\.value) == [.withdraw])
        #expect(slot.expires?.value.description == "2027-11-20")
        #expect(slot.ipAllowlist.map(\.value) == ["203.0.113.7"])
        #expect(slot.proxy?.value == .url("socks5h://127.0.0.1:1080"))
        #expect(slot.bots?.map(\.value) == ["main"])
        #expect(slot.ids["main"]?.value == "bitget#2")
        #expect(slot.extra["main"]?.value == .map([.init(name: "type", value: .text("bitget"))]))
    }

    @Test("the design's workspace is read whole, without a complaint")
    func workspace() throws {
        let (read, findings) = readWorkspaceText(Array(DesignExample.workspace.utf8))
        #expect(findings.map(\.told) == [])
        let workspace = try #require(read)
        #expect(workspace.network.value == .sandbox)
        let bot = try #require(workspace.bots.first)
        #expect(workspace.bots.count == 1)
        #expect((bot.name, bot.template.value, bot.directory.value) == ("main", "gunbot", "bots/gunbot"))
        #expect(bot.onApply?.value == ["systemctl", "reload", "gunbot"])
        #expect(workspace.policy == Policy())
        #expect(workspace.trustedEndpoints.isEmpty)
    }

    @Test("both generations of Aster's keys are read")
    func aster() throws {
        let old = "exchange: aster\ncredentials: {key: env:K, secret: env:S}\n"
        let new = """
            exchange: aster-futures
            credentials:
              api-wallet: "0x1111111111111111111111111111111111111111"
              private-key: env:ASTER_PRIVATE_KEY
              main-wallet: 0x2222222222222222222222222222222222222222
            fees: {maker: 0.02%, taker: 0.06%}
            endpoint: {spot: "https://sapi.asterdex.com", futures: https://fapi.asterdex.com}
            """
        for text in [old, new] {
            let (slot, findings) = readSlot(Array(text.utf8), named: "aster")
            #expect(findings.map(\.told) == [])
            #expect(slot != nil)
        }
        let slot = try #require(readSlot(Array(new.utf8), named: "aster").slot)
        #expect(
            slot.credentials[.mainWallet]?.value
                == .plain(Concealed(Array("0x2222222222222222222222222222222222222222".utf8)))
        )
        #expect(slot.fees?.value.maker.description == "0.02%")
        #expect(slot.endpoint?.futures?.value == "https://fapi.asterdex.com")
    }
}
