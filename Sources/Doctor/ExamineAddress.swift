import Operations
import HTTPTransport
import SlotModel

/// Our address as exchanges see it.
///
/// No public call of theirs tells it: it is what one told a key, or else our own end of the way to them, which is the
/// same where no router translates it.
func examineAddress(_ answers: [HostAnswer], _ needs: MachineNeeds) -> MachineResult {
    if let recorded = needs.recordedAddress {
        let address = recorded.address
        let moment = recorded.time.map { ", as an exchange told at \($0)" } ?? ", as an exchange told"
        return MachineResult(.address, .pass, address + moment, data: [.init("address", .text(address))])
    }
    let own = Set(answers.compactMap(\.ownAddress)).sorted { $0.description < $1.description }
    let data: [CheckResult.DataItem] = own.isEmpty ? [] : [.init("own", .list(own.map(\.description)))]
    let afterCheck =
        "a server's provider or a router shows it on its page; Aster and Bitget may tell it to a live key, then it stands here"
    let open = own.filter(\.isPublic).map(\.description)
    guard open.isEmpty else {
        return MachineResult(
            .address,
            .pass,
            "\(open.joined(separator: " and ")), this machine's own toward the exchanges; none has told yet what it sees",
            help: afterCheck,
            data: data
        )
    }
    guard let first = own.first else {
        return MachineResult(
            .address,
            .skip,
            "no exchange has told yet from which address we come",
            help: afterCheck
        )
    }
    return MachineResult(
        .address,
        .skip,
        "a router shows the exchanges another address than this machine's own (\(first)), and none has told it yet",
        help: afterCheck,
        data: data
    )
}

extension HostAnswer {
    /// Our end of the way to the exchange; `nil` through a proxy, and within this machine.
    fileprivate var ownAddress: IPAddress? {
        guard host.proxy == nil, !host.isHere, case .answered(let response) = outcome else { return nil }
        return response.localAddress.flatMap { IPAddress($0) }
    }
}

extension IPAddress {
    /// Whether it is one of the whole Internet's: by the registries of special addresses at IANA (RFC 6890).
    fileprivate var isPublic: Bool {
        switch family {
        case .v4: !Self.special.contains { $0.contains(self) }
        case .v6: Self.global?.contains(self) == true
        }
    }

    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
    ].compactMap { AddressRange($0) }
    private static let global = AddressRange("2000::/3")
}
