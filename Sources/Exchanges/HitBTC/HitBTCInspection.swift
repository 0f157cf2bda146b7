import Cryptography
import SlotModel

/// HitBTC's credentials looked at without asking: docs/facts/exchanges.md, section 6.2.
extension CredentialInspection {
    mutating func inspectHitBTC() {
        refuseFields(besides: .hitbtc) { field in
            "HitBTC's keys have two parts, key and secret; leave \(field) out"
        }
        for field in wholeFields(of: .hitbtc) { inspectPart(field) }
        refuseEqualKeyAndSecret()
    }

    private mutating func inspectPart(_ field: CredentialField) {
        guard let secret = credentials[field] else { return }
        let name = "'\(field.rawValue)'"
        if secret.withBytes({ $0.contains(UInt8(ascii: ":")) }) {
            add(
                .error,
                "credentials.alphabet",
                "\(name) has a colon, which no part of a key of HitBTC has",
                help: "if key and secret were pasted together, what stands before the colon is the key",
                field: field
            )
            return
        }
        let shape = CredentialShape(secret)
        switch shape.kind {
        // The key is sent, so nothing that may be another's secret passes; the secret stays here.
        case .evmAddress(hasPrefix: true), .hex256(hasPrefix: true), .solanaKeyPair,
            .hex256 where field == .key:
            add(
                .error,
                "credentials.swapped",
                "\(name) holds something of a wallet or of another exchange, not a part of HitBTC's key",
                help: "copy key and secret from HitBTC's page of API keys",
                field: field
            )
        default:
            // 32 characters of URL-safe base64; older secrets are a UUID.
            let isUUID = field == .secret && shape.length == 36
            guard shape.length != 32 && !isUUID || !secret.isURLSafe else { return }
            add(
                .warning,
                "credentials.unusual",
                secret.isURLSafe
                    ? "\(name) has \(counted(shape.length, "character")); those of HitBTC that we know have 32"
                    : "\(name) has characters other than letters, digits, '-' and '_', which those of HitBTC that we know do not have",
                help: "if HitBTC refuses it, copy it again as a whole",
                field: field
            )
        }
    }
}

extension Secret {
    /// 32 characters of URL-safe base64 with letters of both cases, as all samples of HitBTC's keys; nobody promises it.
    var looksLikeHitBTCKey: Bool {
        isURLSafe
            && withBytes { bytes in
                bytes.count == 32 && bytes.contains { (0x41...0x5A).contains($0) }
                    && bytes.contains { (0x61...0x7A).contains($0) }
            }
    }

    /// Whether all bytes are of the URL-safe alphabet of base64 (RFC 4648, section 5).
    fileprivate var isURLSafe: Bool {
        withBytes { bytes in
            bytes.allSatisfy { byte in
                byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        }
    }
}
