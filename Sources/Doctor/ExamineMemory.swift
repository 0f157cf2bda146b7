import SlotModel

/// Whether memory may reach a disk in plain by way of the swap.
func examineSwap(_ machine: Machine) -> MachineResult {
    guard let bytes = machine.read("/proc/swaps") else {
        return MachineResult(.swap, .skip, "the system does not tell whether it swaps")
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
    let places = lines.compactMap {
        $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).first.map(String.init)
    }
    guard !places.isEmpty else { return MachineResult(.swap, .pass, "there is none") }
    let plain = places.filter { !isSafeSwap($0, machine) }
    let data: [CheckResult.DataItem] = [.init("swaps", .list(places)), .init("plain", .list(plain))]
    guard !plain.isEmpty else {
        return MachineResult(.swap, .pass, "encrypted or in memory", data: data)
    }
    return MachineResult(
        .swap,
        .warn,
        "\(plain.joined(separator: ", ")) \(plain.count == 1 ? "is" : "are") not encrypted, as "
            + "far as can be seen; slots locks its secrets in memory, but the bot may not",
        help: "use encrypted swap (a random key in /etc/crypttab), or zram, or none: sudo swapoff -a",
        data: data
    )
}

/// `/dev/zram0` stays in memory; the device mapper tells of `/dev/dm-0` whether it encrypts.
private func isSafeSwap(_ place: String, _ machine: Machine) -> Bool {
    guard place.hasPrefix("/dev/") else { return false }
    let device = place.dropFirst(5)
    if device.hasPrefix("zram") {
        // One that writes to a disk what does not fit names it here.
        let backing = machine.read("/sys/block/\(device)/backing_dev").map {
            String(decoding: $0, as: UTF8.self)
        }
        return backing.map { $0.hasPrefix("none") } ?? true
    }
    guard device.hasPrefix("dm-"), let uuid = machine.read("/sys/block/\(device)/dm/uuid") else {
        return false
    }
    return uuid.starts(with: "CRYPT-".utf8)
}

/// Whether a crash could leave our memory in a file.
func examineCoreDumps(_ machine: Machine) -> MachineResult {
    let pattern = machine.read("/proc/sys/kernel/core_pattern").map {
        String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
    let limit = machine.limit(.coreFile)
    var data: [CheckResult.DataItem] = []
    if let pattern { data.append(.init("core_pattern", .text(pattern))) }
    if let soft = limit.map(\.soft) {
        data.append(.init("limit_bytes", soft.map { .integer(Int64(clamping: $0)) } ?? .text("unlimited")))
    }
    switch machine.mayBeDumped() {
    case false?: break
    case true?:
        return MachineResult(
            .coreDumps,
            .fail,
            "a crash of slots could leave its memory, with secrets, in a file",
            help:
                "the system refuses prctl(PR_SET_DUMPABLE): see the container's or service's security profile",
            data: data
        )
    case nil:
        return MachineResult(
            .coreDumps,
            .warn,
            "the system does not tell whether a crash of slots leaves its memory in a file",
            help: "set the limit for the user or the service: ulimit -c 0, or LimitCORE=0",
            data: data
        )
    }
    // A pipe takes dumps of any size, whatever the limit.
    let isPiped = pattern?.hasPrefix("|") == true
    guard isPiped || limit?.soft != 0 else {
        return MachineResult(.coreDumps, .pass, "off, for slots and what is started here", data: data)
    }
    return MachineResult(
        .coreDumps,
        .pass,
        "off for slots; a crash of the bot, which knows the keys too, may leave one",
        help: "for the bot's service: LimitCORE=0",
        data: data
    )
}

/// Whether all secrets can be kept from the swap.
func examineLockedMemory(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    guard let limit = machine.limit(.lockedMemory) else {
        return MachineResult(.lockedMemory, .skip, "the system does not tell its limit")
    }
    guard let soft = limit.soft else { return MachineResult(.lockedMemory, .pass, "no limit") }
    // Secrets share chunks of 64 KiB and none is small enough to matter; a chunk more for what comes and goes.
    let wanted = (UInt64(clamping: needs.secretCount) * 256 / (64 << 10) + 2) * (64 << 10)
    let data: [CheckResult.DataItem] = [
        .init("limit_bytes", .integer(Int64(clamping: soft))),
        .init("wanted_bytes", .integer(Int64(clamping: wanted))),
    ]
    guard machine.user != 0, soft < wanted else {
        return MachineResult(.lockedMemory, .pass, "\(shownSize(soft)) may be locked", data: data)
    }
    return MachineResult(
        .lockedMemory,
        .warn,
        "only \(shownSize(soft)) may be locked, so that secrets may reach the swap; \(shownSize(wanted)) are wanted",
        help: "raise it: LimitMEMLOCK=8M in the service, or memlock in /etc/security/limits.conf",
        data: data
    )
}

/// `12.5 GB`, `640 KB`; powers of 1024, cut to a tenth.
func shownSize(_ bytes: UInt64) -> String {
    for (unit, shift) in [("TB", UInt64(40)), ("GB", 30), ("MB", 20), ("KB", 10)] where bytes >> shift > 0 {
        let tenths = ((bytes % (1 << shift)) * 10) >> shift
        return tenths == 0 || bytes >> shift >= 100
            ? "\(bytes >> shift) \(unit)" : "\(bytes >> shift).\(tenths) \(unit)"
    }
    return "\(bytes) bytes"
}
