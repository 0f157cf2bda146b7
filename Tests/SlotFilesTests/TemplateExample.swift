/// A `template.yaml` as the reader takes it.
///
/// `kind` is the folder's name; `source` lies beside `template.yaml`; paths of members are names joined by dots, and
/// `{id}` stands for the entry's id.
enum TemplateExample {
    static let gunbot = """
        ids:
          aster: asterdex
          aster-futures: asterFutures
          bitget: bitget
          bitget-futures: bitget
          hitbtc: hitbtc
        number-separator: "#"
        files:
          - path: config.js
            format: json
            source: config.js.mustache
            entries:
              path: exchanges
              create-only: [masterkey, mastersecret]
              kept: [delay, TRADING_FEES]
              credentials: [masterkey, mastersecret, key, secret, passphrase]
              encrypted-flag: isEncrypted
              encrypted-prefix: "ENC:"
              empty-before-removal: "pairs.{id}"
              pairs: "pairs.{id}"
        notes:
          - register a new key in Gunbot, and restart its core
        """
}
