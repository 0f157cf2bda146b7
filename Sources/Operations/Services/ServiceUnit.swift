/// A unit of systemd that starts one bot behind its gate.
package struct ServiceUnit: Sendable {
    /// What systemd reads for the unit's processes alone: `LoadCredential=`.
    package struct Credential: Sendable, Hashable {
        package var name: String
        /// Absolute.
        package var path: String

        package init(name: String, path: String) { (self.name, self.path) = (name, path) }
    }

    package var bot: String
    /// The program slots; absolute.
    package var program: String
    /// Behind the program's name.
    package var arguments: [String]
    /// A name, or a number where the system knows none.
    package var user: String
    /// The bot's; absolute.
    package var directory: String
    /// Absolute; with `-` in front where it need not be there.
    package var writable: [String]
    package var credentials: [Credential]
    /// Where programs are searched; `nil`: where systemd does.
    package var searchPath: String?
    /// Whether nothing below the users' homes is needed.
    package var needsNoHome: Bool
    /// Whether what is needed lies in the folder of temporary files, which a service has for itself otherwise.
    package var needsTemporaryFolder: Bool

    package init(
        bot: String,
        program: String,
        arguments: [String],
        user: String,
        directory: String,
        writable: [String],
        credentials: [Credential],
        searchPath: String?,
        needsNoHome: Bool,
        needsTemporaryFolder: Bool = false
    ) {
        self.bot = bot
        self.program = program
        self.arguments = arguments
        self.user = user
        self.directory = directory
        self.writable = writable
        self.credentials = credentials
        self.searchPath = searchPath
        self.needsNoHome = needsNoHome
        self.needsTemporaryFolder = needsTemporaryFolder
    }

    /// As it is written to a file, with its line end.
    package var text: String {
        let texts = sections.map { section -> String in
            "[\(section.name)]\n" + section.lines.map { $0 + "\n" }.joined()
        }
        return texts.joined(separator: "\n")
    }

    /// What the unit is called: `slots-main.service`.
    package var fileName: String { "slots-\(bot).service" }

    private var sections: [(name: String, lines: [String])] {
        [
            ("Unit", start), ("Service", process + access + hardening),
            ("Install", ["WantedBy=multi-user.target"]),
        ]
    }

    private var start: [String] {
        [
            "Description=Trading bot \(bot), behind the gate of slots",
            "Wants=network-online.target",
            "After=network-online.target time-sync.target",
            "# A bot, or a gate, that fails five times in a quarter of an hour stays as it is until somebody looks.",
            "StartLimitIntervalSec=15min",
            "StartLimitBurst=5",
        ]
    }

    private var process: [String] {
        let command = [UnitText.program(program)] + arguments.map(UnitText.word)
        var lines = [
            "Type=exec",
            "ExecStart=" + command.joined(separator: " "),
            "WorkingDirectory=" + UnitText.whole(directory),
            "User=\(user)",
        ]
        if let searchPath { lines.append("Environment=" + UnitText.listed("PATH=" + searchPath)) }
        for credential in credentials {
            lines.append("LoadCredential=\(credential.name):" + UnitText.whole(credential.path))
        }
        lines += [
            "Restart=on-failure",
            "RestartSec=30s",
            "# The command line, the files and the secrets are mended by somebody, not by another try.",
            "RestartPreventExitStatus=64 65 78",
            "# Told to stop while the gate still asked.",
            "SuccessExitStatus=130 143",
            "LimitCORE=0",
            "",
        ]
        return lines
    }

    private var access: [String] {
        [
            "# All is read-only but this; add what else the bot writes.",
            "ProtectSystem=strict",
            "ReadWritePaths=" + writable.map(UnitText.listed).joined(separator: " "),
            "ProtectHome=\(needsNoHome ? "yes" : "read-only")",
            "PrivateTmp=\(needsTemporaryFolder ? "no" : "yes")",
            "PrivateDevices=yes",
            "UMask=0077",
            "",
        ]
    }

    /// Nothing that a bot on node, Python or Java cannot live with: `MemoryDenyWriteExecute=` would be such a thing.
    private var hardening: [String] {
        [
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "AmbientCapabilities=",
            "LockPersonality=yes",
            "ProtectClock=yes",
            "ProtectControlGroups=yes",
            "ProtectHostname=yes",
            "ProtectKernelLogs=yes",
            "ProtectKernelModules=yes",
            "ProtectKernelTunables=yes",
            "ProtectProc=invisible",
            "RemoveIPC=yes",
            "RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX",
            "RestrictNamespaces=yes",
            "RestrictRealtime=yes",
            "RestrictSUIDSGID=yes",
            "SystemCallArchitectures=native",
            "SystemCallErrorNumber=EPERM",
            "SystemCallFilter=@system-service",
        ]
    }
}
