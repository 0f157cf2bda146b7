import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("the unit for systemd")
struct SystemdTests {
    private static let hasAnalyzer = Tool.isThere("systemd-analyze")

    /// A workspace in a folder of the test's, whose slots name what a service may have.
    private func workspace(in name: String, start: String = "[./bot]") throws -> (TestWorkspace, path: String)
    {
        let workspace = try TestWorkspace()
        let yaml = """
            network: sandbox
            bots:
              main: {template: gunbot, directory: bots/gunbot, start: \(start)}
              other: {template: gunbot, directory: bots/other}
            """
        try workspace.folder.write("\(name)/slots.yaml", yaml)
        try workspace.folder.write("\(name)/bots/gunbot/bot", "#!/bin/sh\n", mode: 0o700)
        try workspace.folder.write(
            "\(name)/slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: systemd:hitbtc.key, secret: secret:hitbtc.secret}\nbots: [main]\n"
        )
        return (workspace, workspace.folder.path + "/" + name)
    }

    /// The values of a setting, in the order of the lines.
    private func values(_ unit: String, of setting: String) -> [String] {
        unit.split(separator: "\n").filter { $0.hasPrefix(setting + "=") }
            .map { String($0.dropFirst(setting.count + 1)) }
    }

    @Test("names the gate, the credentials, the bot's folder and its owner")
    func plain() throws {
        let (workspace, path) = try workspace(in: "trading")
        let ended = try workspace.run("-C", path, "systemd", "main")
        #expect(ended.exit == 0, ended.told)
        let unit = ended.stdout
        #expect(
            values(unit, of: "ExecStart") == [
                "\(BuiltProgram.path.real) -C \(path) run main --max-age 10m --patience 1d"
            ],
            ended.told
        )
        #expect(values(unit, of: "WorkingDirectory") == ["\(path)/bots/gunbot"])
        #expect(
            values(unit, of: "LoadCredential") == [
                "hitbtc.key:/etc/credstore/hitbtc.key",
                "slots-identity:\(workspace.folder.path)/.config/slots/identity.txt",
            ]
        )
        #expect(
            values(unit, of: "ReadWritePaths").first?.hasPrefix("-\(path)/.slots \(path)/bots/gunbot") == true
        )
        #expect(values(unit, of: "RestartPreventExitStatus") == ["64 65 78"])
        #expect(values(unit, of: "User").count == 1)
        // The tests' folders lie there.
        #expect(values(unit, of: "PrivateTmp") == [path.hasPrefix("/tmp/") ? "no" : "yes"])
        #expect(ended.stderr.contains("/etc/systemd/system/slots-main.service"), ended.told)
        let other = try workspace.run("-C", path, "systemd", "other")
        #expect(other.exit == 0 && !other.stdout.contains("LoadCredential"), other.told)
        let command = try workspace.run("-C", path, "systemd", "other", "--", "./a b", "50%", "$HOME")
        #expect(
            values(command.stdout, of: "ExecStart").first?.hasSuffix(#"1d -- "./a b" 50%% $$HOME"#) == true
        )
        let json = try workspace.run("-C", path, "systemd", "main", "-o", "json")
        #expect(try json.json()["text"]?.string == unit, json.told)
        #expect(try workspace.run("-C", path, "systemd", "mian").exit == 64)
        #expect(try workspace.run("-C", path, "systemd").exit == 64)
    }

    @Test("printed by root names the places of whom it runs as", .enabled(if: geteuid() == 0, "only root"))
    func byRoot() throws {
        let (workspace, path) = try workspace(in: "trading")
        let entry = try #require(getpwnam("www-data"))
        let home = String(cString: entry.pointee.pw_dir)
        try #require(chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0)
        let ended = try workspace.run("-C", path, "systemd", "main")
        #expect(ended.exit == 0, ended.told)
        #expect(values(ended.stdout, of: "User") == ["www-data"])
        #expect(
            values(ended.stdout, of: "LoadCredential").contains(
                "slots-identity:\(home)/.config/slots/identity.txt"
            ),
            ended.told
        )
    }

    @Test("is not printed while one of the bot's slots has an error, and does not mind another bot's")
    func wrongSlot() throws {
        let (workspace, path) = try workspace(in: "trading")
        let slot = "exchange: bitget\nfees: odd\ncredentials: {key: systemd:b.key}\n"
        try workspace.folder.write("trading/slots/bitget.yaml", slot)
        let refused = try workspace.run("-C", path, "systemd", "main")
        #expect(refused.exit == 65 && refused.stdout.isEmpty, refused.told)
        #expect(refused.stderr.contains("slots/bitget.yaml:2:"), refused.told)
        try workspace.folder.write(
            "trading/slots/bitget.yaml",
            "exchange: bitget\nbots: [other]\ncredentials: {key: systemd:b.key, secret: systemd:b.secret}\n"
        )
        let printed = try workspace.run("-C", path, "systemd", "main")
        #expect(printed.exit == 0, printed.told)
    }

    @Test("says what a service lacks, and is refused where none can work")
    func lacking() throws {
        let (workspace, path) = try workspace(in: "trading")
        try workspace.folder.write(
            "trading/slots/bitget.yaml",
            """
            exchange: bitget
            credentials: {key: env:BITGET_KEY, secret: cmd:vault, passphrase: systemd:p}
            """
        )
        let yaml = try workspace.folder.text("trading/slots.yaml")
        try workspace.folder.write("trading/slots.yaml", yaml + "\nsecret-commands: {vault: [cat, x]}\n")
        let ended = try workspace.run("-C", path, "systemd", "main")
        #expect(ended.exit == 0 && ended.stdout.hasPrefix("[Unit]\n"), ended.told)
        #expect(
            ended.stderr.contains("[systemd.variable]") && ended.stderr.contains("'BITGET_KEY'"),
            ended.told
        )
        #expect(ended.stderr.contains("[systemd.command]"), ended.told)
        try workspace.folder.write(
            "trading/slots.yaml",
            yaml + "\nsecrets: {identity: passphrase}\nsecret-commands: {vault: [cat, x]}\n"
        )
        let typed = try workspace.run("-C", path, "systemd", "main")
        #expect(typed.exit == 65 && typed.stdout == "", typed.told)
        #expect(
            typed.stderr.contains("[systemd.passphrase]") && typed.stderr.contains("slots.yaml:5:"),
            typed.told
        )
        try workspace.folder.write(
            "trading/slots.yaml",
            yaml + "\nsecrets: {identity: systemd:mine}\nsecret-commands: {vault: [cat, x]}\n"
        )
        let named = try workspace.run("-C", path, "systemd", "main")
        #expect(values(named.stdout, of: "LoadCredential").contains("mine:/etc/credstore/mine"), named.told)
        #expect(!named.stdout.contains("slots-identity"), named.told)
        let control = try workspace.run("-C", path, "systemd", "main", "--", "./bot", "a\nb")
        #expect(control.exit == 65 && control.stderr.contains("[systemd.control-character]"), control.told)
    }

    static let folders = [
        "trading", "a b", "50% of %h", "cash $HOME $$ ${X}", #"a"b'c"#, #"back\slash\"#, "ends ", "ü→;#=",
        "-",
    ]

    @Test(
        "is read by systemd as it was meant, whatever the folder is called",
        .enabled(if: hasAnalyzer, "no systemd-analyze"),
        arguments: folders
    )
    func oddNames(_ name: String) throws {
        let (workspace, path) = try workspace(in: name)
        let ended = try workspace.run("-C", path, "systemd", "main", "--", "./bot", name, "")
        #expect(ended.exit == 0, ended.told)
        try workspace.folder.write("slots-main.service", ended.stdout)
        let read = try Child(
            ["env", "SYSTEMD_LOG_LEVEL=debug", "systemd-analyze", "verify", "./slots-main.service"],
            in: workspace.folder.url
        ).end()
        let told = (read.stdout + read.stderr).split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        // systemd tells of other units of the machine, too.
        #expect(
            !told.contains {
                $0.contains("slots-main.service:") && $0.contains("ignoring") && !$0.contains("system call")
            },
            read.told
        )
        #expect(read.exit == 0, read.told)
        let trimmed = "\(path)/bots/gunbot"
        #expect(told.contains("WorkingDirectory: \(trimmed)"), read.told)
        #expect(
            told.contains { $0.hasPrefix("ReadWritePaths: -\(path)/.slots \(trimmed)") },
            "\(told.filter { $0.contains("Paths") })"
        )
    }

    @Test("is found to be well closed by systemd", .enabled(if: hasAnalyzer, "no systemd-analyze"))
    func security() throws {
        let (workspace, path) = try workspace(in: "trading")
        let ended = try workspace.run("-C", path, "systemd", "main")
        // Neither as root nor in a folder of temporary files, as it is used.
        let unit = ended.stdout.replacingOccurrences(of: "User=root\n", with: "User=daemon\n")
            .replacingOccurrences(of: "PrivateTmp=no\n", with: "PrivateTmp=yes\n")
        try workspace.folder.write("slots-main.service", unit)
        let judged = try Child(
            [
                "systemd-analyze", "security", "--offline=true", "--threshold=18", "--no-pager",
                "./slots-main.service",
            ],
            in: workspace.folder.url
        ).end()
        #expect(judged.exit == 0 && judged.stdout.contains("OK"), judged.told)
    }
}

extension String {
    /// With every symbolic link followed.
    fileprivate var real: String { URL(fileURLWithPath: self).resolvingSymlinksInPath().path }
}
