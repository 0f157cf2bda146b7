import SlotModel

/// Whether enough connections can be open at once.
func examineOpenFiles(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    guard let limit = machine.limit(.openFiles) else {
        return MachineResult(.openFiles, .skip, "the system does not tell its limit")
    }
    // slots raises its soft limit to the hard one.
    guard let most = limit.hard else { return MachineResult(.openFiles, .pass, "no limit") }
    // A few connections for each slot, and what the program itself has open.
    let wanted = UInt64(clamping: needs.slotCount) * 4 + 256
    let data: [CheckResult.DataItem] = [
        .init("limit", .integer(Int64(clamping: most))), .init("wanted", .integer(Int64(clamping: wanted))),
    ]
    guard most < wanted else {
        return MachineResult(.openFiles, .pass, "\(most) at once", data: data)
    }
    return MachineResult(
        .openFiles,
        .warn,
        "only \(most) at once; \(wanted) are wanted for \(counted(needs.slotCount, "slot")), else checks wait in line",
        help: "raise it: LimitNOFILE=65536 in the service, or nofile in /etc/security/limits.conf",
        data: data
    )
}

/// Whether the workspace and the bots' folders can take new files.
func examineDisk(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    guard !needs.folders.isEmpty else { return MachineResult(.disk, .skip, "there is no folder to look at") }
    var remarks = Remarks()
    var least: UInt64?
    for folder in needs.folders {
        let name = folder.name
        guard let space = machine.space(folder.path) else {
            remarks.add(.warn, "the room in \(name) cannot be seen", help: "see that the folder is there")
            continue
        }
        least = min(least ?? .max, space.freeBytes)
        if space.isReadOnly {
            remarks.add(
                .fail,
                "\(name) is on a file system that cannot be written",
                help: "mount it read-write"
            )
            continue
        }
        if !space.isOurs {
            remarks.add(
                .warn,
                "this user may not write into \(name)",
                help: "run slots as the user whom the folder belongs to, or let this one write there"
            )
        }
        if space.freeBytes < 50 << 20 {
            remarks.add(.fail, "only \(shownSize(space.freeBytes)) are free in \(name)", help: roomHelp)
        } else if space.freeFiles.map({ $0 < 1000 }) == true {
            remarks.add(
                .fail,
                "hardly any new file fits into \(name)",
                help: "remove files: df -i shows how many"
            )
        } else if space.freeBytes < 500 << 20 {
            remarks.add(.warn, "only \(shownSize(space.freeBytes)) are free in \(name)", help: roomHelp)
        }
    }
    return remarks.result(
        .disk,
        else: "\(shownSize(least ?? 0)) free",
        data: least.map { [.init("free_bytes", .integer(Int64(clamping: $0)))] } ?? []
    )
}

private let roomHelp = "make room: a bot that cannot save its config may lose it"
