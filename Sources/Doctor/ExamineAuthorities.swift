import HTTPTransport
import SlotModel

/// Whether there are certificate authorities to judge servers by.
func examineAuthorities(_ machine: Machine) -> MachineResult {
    let store = machine.trustStore()
    let help = "install them: sudo apt install ca-certificates"
    guard let path = store.bundle ?? store.folder else {
        return MachineResult(.authorities, .fail, "libcurl knows no certificate authorities", help: help)
    }
    var data: [CheckResult.DataItem] = [.init("path", .text(path))]
    guard store.bundle != nil else {
        let isThere = machine.status(path)?.isFolder == true
        return MachineResult(
            .authorities,
            isThere ? .pass : .fail,
            isThere ? "in the folder \(path)" : "there is no folder \(path)",
            help: isThere ? nil : help,
            data: data
        )
    }
    guard let bytes = machine.read(path) else {
        return MachineResult(.authorities, .fail, "\(path) cannot be read", help: help, data: data)
    }
    let found = PEMCertificates(in: bytes)
    data += [
        .init("certificates", .integer(Int64(found.whole))), .init("damaged", .integer(Int64(found.damaged))),
    ]
    guard found.damaged == 0 else {
        return MachineResult(
            .authorities,
            .fail,
            "\(counted(found.damaged, "certificate")) in \(path) \(found.damaged == 1 ? "is" : "are") damaged, "
                + "so that libcurl may read none of them",
            help: "make the file anew: sudo update-ca-certificates --fresh",
            data: data
        )
    }
    guard found.whole > 0 else {
        return MachineResult(.authorities, .fail, "\(path) holds no certificate", help: help, data: data)
    }
    return MachineResult(
        .authorities,
        .pass,
        "\(counted(found.whole, "certificate")) in \(path)",
        data: data
    )
}

/// The certificates of a PEM file (RFC 7468), by their form alone.
private struct PEMCertificates {
    private(set) var whole = 0
    /// Cut off, or with something in them that is no base64 of a certificate.
    private(set) var damaged = 0

    init(in bytes: [UInt8]) {
        var text: [UInt8]?
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if line.starts(with: "-----BEGIN CERTIFICATE-----".utf8) {
                if text != nil { damaged += 1 }
                text = []
            } else if line.starts(with: "-----END CERTIFICATE-----".utf8) {
                if text.map(Self.isCertificate) == true { whole += 1 } else { damaged += 1 }
                text = nil
            } else {
                text?.append(contentsOf: line)
            }
        }
        if text != nil { damaged += 1 }
    }

    /// A certificate is a sequence of DER, whose first byte is 0x30: an M in base64.
    private static func isCertificate(_ text: [UInt8]) -> Bool {
        let body = text.prefix { $0 != UInt8(ascii: "=") }
        return text.first == UInt8(ascii: "M") && text.count % 4 == 0 && text.count - body.count <= 2
            && body.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}
