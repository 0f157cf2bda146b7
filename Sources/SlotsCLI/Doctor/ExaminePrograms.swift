import SlotModel

/// Whether the libraries that we work with can do what we need.
func examineLibraries(_ machine: Machine) -> MachineResult {
    let libraries = machine.libraries()
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
        data: libraries.map { .init($0.name, .text($0.version ?? "untold")) }
    )
}

/// Whether the program that encrypts and decrypts the stored secrets is there.
func examineAge(_ machine: Machine, _ needs: MachineNeeds) -> MachineResult {
    guard let path = machine.find("age") else {
        return MachineResult(
            .age,
            needs.usesStore ? .fail : .warn,
            needs.usesStore
                ? "it is not installed, and slots take secrets from secrets.age"
                : "it is not installed; secrets.age cannot be used",
            help: "install it: sudo apt install age"
        )
    }
    let data: [CheckResult.DataItem] = [.init("path", .text(escapedForeignText(path)))]
    let line = machine.output(path, ["--version"])?.split(separator: "\n").first.map(String.init)
    guard let line, isVersion(line) else {
        return MachineResult(
            .age,
            needs.usesStore ? .fail : .warn,
            "\(escapedForeignText(path)) does not tell its version, so it may be another program of that name",
            help: "see what it is: \(quotedForShell(path)) --version",
            data: data
        )
    }
    let version = escapedForeignText(line)
    return MachineResult(
        .age,
        .pass,
        "\(version) at \(escapedForeignText(path))",
        data: data + [.init("version", .text(version))]
    )
}

/// `1.1.1`, `v1.2.0`, `(unknown)` of builds by hand; nothing long.
private func isVersion(_ text: String) -> Bool {
    guard text.utf8.count <= 60 else { return false }
    let number = text.hasPrefix("v") ? text.dropFirst() : text[...]
    return text == "(unknown)" || text == "(devel)" || number.first?.isNumber == true
}
