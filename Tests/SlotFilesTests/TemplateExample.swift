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
            entries: bot.exchanges
            members:
              masterkey: {from: [key, api-wallet], once: true}
              key: {from: [key, api-wallet]}
              delay: {from: delay, unit: milliseconds, kept: true, new: 10}
              kind: {from: market, values: {spot: spot, futures: swap}, if: label}
              options.fee: {from: fees.taker, unit: ratio}
              type: {value: exchange}
              market: {from: market, read-only: true}
              clientId: {read-only: true}
            encrypted: {flag: isEncrypted, prefix: "ENC:"}
            empty-before-removal: "pairs.{id}"
            pairs: "pairs.{id}"
          - {path: names.txt, format: text, source: names.txt.mustache}
        start: [./gunthy-linux, --quiet]
        notes:
          entry-added: [register a new key in Gunbot, and restart its core]
        """
}
