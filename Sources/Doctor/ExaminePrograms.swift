import Secrets
import SlotModel

/// Whether the libraries that we work with can do what we need.
func examineLibraries(_ machine: Machine) -> MachineResult {
    let libraries = machine.libraries().map { nameFile(of: $0, machine) }
    var remarks = Remarks()
    for library in libraries where !library.lacks.isEmpty {
        // Without TLS nothing works; without the rest it is slower.
        remarks.add(
            library.lacks.contains("TLS") ? .fail : .warn,
            "\(library.name) was built without \(library.lacks.joined(separator: " and "))",
            help: "install the system's own package of \(library.name)"
        )
    }
    return remarks.result(
        .libraries,
        else: libraries.map(\.text).joined(separator: ", "),
        data: libraries.map { .init($0.name, .text($0.version ?? $0.parts.first ?? "unknown")) }
    )
}

/// Adds the name of the file to a library that does not tell its version: the name holds the interface's.
private func nameFile(of library: LinkedLibrary, _ machine: Machine) -> LinkedLibrary {
    guard library.version == nil, !library.isCompiledIn, library.parts.isEmpty,
        let maps = machine.read("/proc/self/maps")
    else { return library }
    var library = library
    let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
    let files = lines.compactMap { $0.split(separator: "/").last }
    library.parts =
        files.first { $0.hasPrefix(library.name + ".so") }.map { [String($0)] } ?? []
    return library
}

/// Whether the program that encrypts and decrypts the stored secrets is there.
func examineAge(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    let search = machine.age()
    let foreign = search.foreign
    var data: [CheckResult.DataItem] = []
    if !foreign.isEmpty { data.append(.init("foreign", .list(foreign))) }
    guard let path = search.path else {
        let missing =
            foreign.isEmpty
            ? "it is not installed" : "\(foreign.joined(separator: ", ")) is another program of that name"
        return MachineResult(
            .age,
            needs.usesStore ? .fail : .warn,
            needs.usesStore
                ? "\(missing), and secrets.age needs it" : "\(missing); without it there is no secrets.age",
            help: "install it: sudo apt install age",
            data: data
        )
    }
    let version = search.version ?? ""
    data += [.init("path", .text(path)), .init("version", .text(version))]
    guard foreign.isEmpty else {
        return MachineResult(
            .age,
            .warn,
            "\(version) at \(path); before it on PATH stands another program of that name: "
                + foreign.joined(separator: ", "),
            help: "see what it is, and put the folder of the real one first on PATH",
            data: data
        )
    }
    if let plain = needs.plainRevisions {
        let (reason, help) = told(plain)
        return MachineResult(.age, .warn, "\(version) at \(path); \(reason)", help: help, data: data)
    }
    return MachineResult(.age, .pass, "\(version) at \(path)", data: data)
}

private func told(_ plain: MachineNeeds.PlainRevisions) -> (reason: String, help: String) {
    switch plain {
    case .noStore:
        (
            "the revisions are kept in plain (mode 0600): there is no secrets.age",
            "store a secret with 'slots secret set NAME': later revisions are encrypted then"
        )
    case .passphrase:
        (
            "the revisions are kept in plain (mode 0600): a passphrase opens secrets.age",
            "to encrypt later ones, name the recipient of a key file in secrets.recipients, then: slots secret rekey"
        )
    case .older(let count):
        (
            "\(counted(count, "older revision")) \(count == 1 ? "is" : "are") kept in plain (mode 0600)",
            "they go as newer ones come (policy.keep-revisions); to be rid of one now, remove N.tar and N.json in "
                + ".slots/revisions"
        )
    }
}
