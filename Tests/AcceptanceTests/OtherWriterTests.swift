import Foundation
import PlainJSON
import TestSupport
import Testing

/// A bot that saves its own file at any moment, as Gunbot does.
@Suite(
    "a bot that saves its file while apply runs again and again",
    .enabled(if: Tool.isThere("python3"), "no python3, which writes")
)
struct OtherWriterTests {
    private static let path = "bots/gunbot/config.js"

    enum Saving: String, CaseIterable, Sendable {
        /// A new file takes the old one's place.
        case rename
        /// The file is cut to nothing and written.
        case truncate
    }

    /// Saves again and again until a file `stop` is there; reads before each save.
    ///
    /// It says at the end how often it saved, how many reads did not parse, which saves of its own were not there any more,
    /// and the delays that it read, or replaced unread.
    private static let writer = """
        import ctypes, json, os, random, sys, time
        path, saving = sys.argv[1:]
        call = ctypes.CDLL(None, use_errno=True).syscall
        count, broken, lost, delays = 0, 0, [], []

        def parse(text):
            global broken
            try:
                config = json.loads(text)
            except ValueError:
                broken += 1
                return None
            for entry in config.get("exchanges", {}).values():
                delays.append(entry.get("delay"))
            return config

        while not os.path.exists("stop"):
            with open(path) as file:
                read = file.read()
            config = parse(read)
            if config is None:
                continue
            if config["count"] != count:
                lost.append([config["count"], count])
                count = config["count"]
            count += 1
            config["count"] = count
            text = json.dumps(config)
            if saving == "rename":
                with open(path + ".bot", "w") as file:
                    file.write(text)
                # renameat2 with RENAME_EXCHANGE: what it replaced shows what it has not read.
                if call(316, -100, (path + ".bot").encode(), -100, path.encode(), 2) != 0:
                    raise OSError(ctypes.get_errno())
                with open(path + ".bot") as file:
                    replaced = file.read()
                if replaced != read:
                    parse(replaced)
                os.remove(path + ".bot")
            else:
                with open(path, "w") as file:
                    half = len(text) // 2
                    file.write(text[:half])
                    file.flush()
                    time.sleep(random.random() * 0.01)
                    file.write(text[half:])
            time.sleep(random.random() * 0.03)
        print(json.dumps({"count": count, "broken": broken, "lost": lost, "delays": sorted(set(map(str, delays)))}))
        """

    /// Another one for each apply, in seconds, and short enough for a slot.
    private static func delay(_ number: Int) -> String {
        number.isMultiple(of: 10) ? "\(number / 10)" : "\(number / 10).\(number % 10)"
    }

    @Test(
        "loses no save, never reads a file that does not parse, and has every delay that was applied",
        .timeLimit(.minutes(20)),
        arguments: Saving.allCases
    )
    func racing(_ saving: Saving) throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(Self.path, "{\"count\": 0, \"exchanges\": {}}\n", mode: 0o640)
        try workspace.folder.write("writer.py", Self.writer)
        try workspace.addConnected(lines: ["delay: 119s"])
        #expect(try workspace.run("apply", "--offline").exit == 0)

        let bot = try Child(["python3", "writer.py", Self.path, saving.rawValue], in: workspace.folder.url)
        let end = ContinuousClock.now + .seconds(20)
        let limit = LongRun.isWanted ? 1000 : .max
        var (number, applied, replaced) = (0, 0, [String]())
        // Of a bot that writes into a file that is being replaced, an older save may be left beside the newest one.
        var left: Set<String> = []
        while number < limit, LongRun.isWanted || ContinuousClock.now < end {
            number += 1
            try workspace.addConnected(lines: ["delay: \(Self.delay(number))s"])
            let ended = try workspace.run("apply", "--offline", "--yes", "--quiet")
            // 1: the file kept changing, and was left alone.
            #expect([0, 1].contains(ended.exit), ended.told)
            #expect(ended.exit == 0 || ended.stderr.contains("[apply.keeps-changing]"), ended.told)
            #expect(ended.duration < .seconds(10), ended.told)
            left.formUnion(
                ended.stderr.split(whereSeparator: \.isWhitespace).map(String.init).filter {
                    $0.contains(".slots-")
                }
            )
            guard ended.exit == 0 else { continue }
            applied += 1
            // What stands there no longer was replaced by the bot, which then saw it.
            if saving == .rename, try delay(in: workspace) != Self.delay(number) {
                replaced.append(Self.delay(number))
            }
        }
        try workspace.folder.write("stop", "")
        let ended = bot.end(within: .seconds(1200))
        #expect(ended.exit == 0, ended.told)
        let told = try ended.json()
        let saves = told["count"]?.numericText.flatMap { Int($0) } ?? 0
        LongRun.tell(
            "\(number) applies, \(applied) of them written, during \(saves) saves by \(saving)"
        )
        #expect(saves > number && applied > 0)
        #expect(told["broken"]?.numericText == "0" && told["lost"]?.array?.isEmpty == true, ended.told)
        if saving == .rename {
            let seen = Set((told["delays"]?.array ?? []).compactMap(\.string))
            #expect(replaced.filter { !seen.contains($0) } == [], ended.told)
        }

        // Once the bot is silent, the next apply is the last word, and nothing of the bot's is gone.
        let last = try workspace.run("apply", "--offline", "--yes")
        #expect(last.exit == 0, last.told)
        let config = try JSONValue.read(workspace.folder.bytes(Self.path))
        #expect(config["count"]?.numericText == String(saves))
        #expect(try delay(in: workspace) == Self.delay(number))
        let names = Set(left.map { ($0 as NSString).lastPathComponent })
        #expect(try Set(workspace.folder.names("bots/gunbot")) == names.union(["config.js"]))
    }

    private func delay(in workspace: TestWorkspace) throws -> String? {
        try JSONValue.read(workspace.folder.bytes(Self.path))["exchanges"]?["asterdex"]?["delay"]?.numericText
    }
}
