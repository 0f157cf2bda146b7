import SlotModel

/// What members of bots' files usually hold, by what they are called.
enum SoundsLike {
    /// What a slot would say for a member; `nil` where its name says nothing.
    ///
    /// - Parameter name: The innermost name of its path, in any spelling: `api_key`, `apiKey`, `API-KEY`.
    static func source(_ name: String) -> BotTemplate.Source? {
        let word = letters(name)
        return table.first { $0.words.contains(word) }?.source
    }

    /// Whether the member says that a connection is switched on.
    static func isSwitch(_ name: String) -> Bool {
        ["enabled", "active", "isactive", "isenabled", "on"].contains(letters(name))
    }

    /// Whether a true there means futures.
    static func isFuturesFlag(_ name: String) -> Bool {
        ["futures", "isfutures", "future", "perpetual", "isperpetual", "usefutures", "derivatives"]
            .contains(letters(name))
    }

    /// Whether an object of that name is a part of a connection, or of the whole file, and not one of several connections.
    static func isPart(_ name: String) -> Bool {
        [
            "api", "apikeys", "apikey", "credentials", "auth", "authentication", "keys", "exchange",
            "connection",
            "account", "login", "settings", "config",
        ].contains(letters(name))
    }

    /// Letters and digits in small letters.
    static func letters(_ name: String) -> String {
        String(
            decoding: name.utf8.compactMap { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A: byte
                case 0x41...0x5A: byte | 0x20
                default: nil
                }
            },
            as: UTF8.self
        )
    }

    /// Whether a name of the file may stand in a template: a word, and nothing that could be a secret.
    static func isShowable(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...40).contains(bytes.count) && bytes.count(where: { (0x30...0x39).contains($0) }) <= 3
            && bytes.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "_- $".utf8.contains($0)
            }
            && bytes.split(whereSeparator: { "_- ".utf8.contains($0) }).allSatisfy { $0.count <= 20 }
    }

    /// The first that fits counts, and the first name of a source is the surest.
    private static let table: [(source: BotTemplate.Source, words: Set<String>)] = [
        (
            .credential(.key),
            [
                "key", "apikey", "apikeyid", "keyid", "accesskey", "accesskeyid", "publickey", "apipublickey",
                "apiid",
                "appkey", "clientkey", "publicapikey",
            ]
        ),
        (
            .credential(.secret),
            [
                "secret", "apisecret", "secretkey", "apisecretkey", "secretapikey", "keysecret",
                "apikeysecret",
                "privateapikey", "appsecret", "clientsecret",
            ]
        ),
        (
            .credential(.passphrase),
            [
                "passphrase", "apipassphrase", "password", "apipassword", "pass", "apipass", "phrase",
                "keypassphrase",
            ]
        ),
        (
            .credential(.apiWallet),
            ["apiwallet", "apiwalletaddress", "signer", "signeraddress", "agentaddress", "agentwallet"]
        ),
        (
            .credential(.privateKey),
            [
                "privatekey", "apiprivatekey", "apiwalletprivatekey", "signerkey", "signerprivatekey",
                "agentkey",
                "agentprivatekey", "walletprivatekey",
            ]
        ),
        (
            .credential(.mainWallet),
            [
                "mainwallet", "mainwalletaddress", "masterwallet", "wallet", "walletaddress", "owneraddress",
                "useraddress", "accountaddress",
            ]
        ),
        (
            .exchange,
            [
                "exchange", "exchangeid", "exchangename", "exchangecode", "venue", "platform", "broker",
                "connector",
            ]
        ),
        (
            .market,
            [
                "market", "markettype", "exchangetype", "defaulttype", "tradingmode", "accounttype",
                "producttype",
                "instrumenttype", "type", "kind", "mode", "category",
            ]
        ),
        (
            .makerFee,
            [
                "makerfee", "feemaker", "makerfeepercent", "makerfeepct", "makerfeerate", "makerfeeratio",
                "maker",
            ]
        ),
        (
            .takerFee,
            [
                "fee", "fees", "takerfee", "feetaker", "tradingfee", "tradingfees", "tradefee", "feepercent",
                "feepercentage", "feepct", "feerate", "feeratio", "takerfeepercent", "takerfeepct",
                "takerfeerate",
                "takerfeeratio", "commission", "commissionrate", "commissionpercent", "taker",
            ]
        ),
        (
            .rateLimit,
            [
                "ratelimit", "ratelimitms", "requestdelay", "requestdelayms", "requestinterval",
                "requestintervalms",
                "throttle", "throttlems",
            ]
        ),
        (
            .delay,
            [
                "delay", "delayseconds", "delaysec", "delaysecs", "delays", "delayms", "delaymilliseconds",
                "pause",
                "pausems", "pauseseconds", "pausesec", "pollinterval", "pollintervalms", "pollms",
                "pollseconds",
                "interval", "intervalms", "intervalseconds", "cycledelay", "loopdelay", "botdelay", "sleep",
                "sleepseconds", "sleepms",
            ]
        ),
        (.label, ["label", "title", "description", "alias", "nickname", "displayname"]),
        (
            .network,
            [
                "network", "environment", "testnet", "sandbox", "istestnet", "issandbox", "usetestnet",
                "usesandbox",
            ]
        ),
        (.positionMode, ["positionmode", "hedgemode", "ishedgemode", "hedge"]),
        (.marginMode, ["marginmode", "margintype"]),
        (.contract, ["contract", "contracttype", "settle", "settlecoin", "margincoin", "settlecurrency"]),
        (.name, ["name", "id", "accountname", "accountid", "slot"]),
    ]
}
