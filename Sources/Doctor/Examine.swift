import Operations
import SlotModel

/// Asks every question about the machine.
///
/// - Returns: One result for each, in the order of ``MachineCheck``.
package func examine(_ machine: Machine, for needs: MachineNeeds) async -> [MachineResult] {
    async let names = examineNames(machine, needs)
    async let answers = reachHosts(machine, needs)
    let atHome = [
        examineVersion(),
        examineLibraries(machine),
        examineWorkspace(needs),
        examineClock(machine),
        examineAuthorities(machine),
        examineAge(machine, needs),
        examineModes(machine, needs),
        examineSwap(machine),
        examineCoreDumps(machine),
        examineLockedMemory(machine, needs),
        examineOpenFiles(machine, needs),
        examineDisk(machine, needs),
    ]
    let outside = await [
        names, examineReach(answers, needs), examineExchangeClock(answers, needs),
        examineAddress(answers, needs),
    ]
    let found = Dictionary((atHome + outside).map { ($0.check, $0) }, uniquingKeysWith: { first, _ in first })
    return MachineCheck.allCases.compactMap { found[$0] }
}

private func examineVersion() -> MachineResult {
    MachineResult(.version, .pass, "slots \(Version.number)", data: [.init("version", .text(Version.number))])
}

private func examineWorkspace(_ needs: MachineNeeds) -> MachineResult {
    switch needs.workspace {
    case .none(let reason, false):
        return MachineResult(.workspace, .skip, "\(reason): the machine alone is looked at")
    case .none(let reason, true):
        return MachineResult(.workspace, .fail, reason, help: "correct the path behind -C")
    case .read(let slots, let bots, let errors):
        let data: [CheckResult.DataItem] = [
            .init("slots", .integer(Int64(slots))), .init("bots", .integer(Int64(bots))),
            .init("errors", .integer(Int64(errors))),
        ]
        guard errors > 0 else {
            let message = "\(counted(slots, "slot")) and \(counted(bots, "bot")) were read"
            return MachineResult(.workspace, .pass, message, data: data)
        }
        return MachineResult(
            .workspace,
            .fail,
            "there \(errors == 1 ? "is" : "are") \(counted(errors, "error")) in the workspace's files",
            help: "see them with: slots validate",
            data: data
        )
    }
}
