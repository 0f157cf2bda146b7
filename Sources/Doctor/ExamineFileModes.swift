import SlotModel

/// Whether the files that matter are closed to those who need not see or change them.
func examineModes(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    var remarks = Remarks()
    var open: [String] = []
    var seen = 0
    for file in needs.files {
        guard let status = machine.status(file.path) else { continue }
        seen += 1
        guard let (outcome, message, help) = judge(file, status, user: machine.user) else { continue }
        remarks.add(outcome, message, help: help)
        open.append(file.name)
    }
    guard seen > 0 else { return MachineResult(.modes, .skip, "there is no file to look at") }
    return remarks.result(
        .modes,
        else:
            "\(counted(seen, "file")) that matter\(seen == 1 ? "s" : "") \(seen == 1 ? "is" : "are") closed to others",
        data: [.init("files", .integer(Int64(seen))), .init("open", .list(open))]
    )
}

private func judge(
    _ file: MachineNeeds.File,
    _ status: Machine.FileStatus,
    user: UInt32
) -> (CheckResult.Outcome, String, String)? {
    let name = file.name
    let mode = octal(status.mode)
    let path = quotedForShell(name)
    let (isOpen, others) = (status.mode & 0o077 != 0, status.mode & 0o007)
    switch file.kind {
    case .botFile where status.isSpecial:
        return (
            .fail, "\(name) is a pipe, a socket or a device", "move it away, and let the bot make its file"
        )
    case .secret:
        if status.owner != user, status.owner != 0 {
            return (.fail, "\(name) belongs to another user (\(status.owner))", "sudo chown \(user) \(path)")
        }
        return isOpen
            ? (.fail, "\(name) holds a secret and is open to other users (\(mode))", "chmod 600 \(path)")
            : nil
    case .plainSecret:
        return isOpen
            ? (
                .fail, "\(name) holds a plain secret and is open to other users (\(mode))",
                "chmod 600 \(path)"
            )
            : nil
    case .stateFolder:
        if status.owner != user {
            let workspace = name.hasSuffix("/.slots") ? String(name.dropLast(7)) : "."
            return (
                .fail, "\(name) belongs to another user (\(status.owner)), who ran slots here",
                "run slots as that user, or take the whole workspace over: sudo chown -R \(user) "
                    + quotedForShell(workspace)
            )
        }
        return isOpen ? (.warn, "\(name) is open to other users (\(mode))", "chmod 700 \(path)") : nil
    case .botFile:
        if others & 0o002 != 0 {
            return (.fail, "\(name) can be changed by everybody (\(mode))", "chmod o-rwx \(path)")
        }
        return others & 0o004 != 0
            ? (
                .warn, "\(name) holds the bot's keys and can be read by everybody (\(mode))",
                "chmod o-rwx \(path)"
            )
            : nil
    case .declaration, .botFolder:
        if others & 0o002 != 0 {
            return (.fail, "\(name) can be changed by everybody (\(mode))", "chmod o-w \(path)")
        }
        guard file.kind == .declaration, status.owner != user, status.owner != 0 else { return nil }
        return (
            .warn, "\(name) belongs to another user (\(status.owner)), who can change it",
            "unless you trust that user with your keys, become the owner: sudo chown \(user) \(path)"
        )
    }
}
