package import Files
import Locking

/// Strikes at one of the calls that a piece of work makes, counted from 1.
package final class Faults: Sendable {
    package enum Kind: Sendable {
        /// The call, and every one after it, does nothing: nobody is there any more.
        case kill
        /// The call fails once.
        case error(Int32)
        /// The call and all after it with the same name fail.
        case errors(Int32)
    }

    private struct State {
        var count = 0
        var isDead = false
        var failing: String?
        var calls: [String] = []
    }

    private let kind: Kind
    private let point: Int
    private let state = Lock(State())

    /// - Parameter point: Zero: never.
    package init(_ kind: Kind, at point: Int) { (self.kind, self.point) = (kind, point) }

    /// What was called, in order.
    package var calls: [String] { state.withLock { $0.calls } }

    /// The numbers of the calls that changed something: at any other, a kill leaves what it leaves at the next of these.
    package var changing: [Int] {
        let looking = ["read", "status", "statusOfName", "isMountPoint", "holdAlone", "flush"]
        return calls.enumerated().compactMap { index, call in
            looking.contains(call) || call == "open reading" || call == "open folder" ? nil : index + 1
        }
    }

    private func pass(_ call: String) throws(SystemError) {
        let (kind, point) = (kind, point)
        let code: Int32? = state.withLock { state in
            state.count += 1
            state.calls.append(call)
            if state.isDead { return 9999 }
            let strikes = state.count == point
            switch kind {
            case .kill:
                state.isDead = strikes
                return strikes ? 9999 : nil
            case .error(let code): return strikes ? code : nil
            case .errors(let code):
                if strikes { state.failing = call }
                return state.failing == call ? code : nil
            }
        }
        if let code { throw SystemError(code: code) }
    }

    /// The machine's own calls with the fault among them; after a kill not even a close is one of ours.
    package var system: FileSystem {
        let live = FileSystem.live
        var system = live
        system.open = { (folder, name, opening) throws(SystemError) in
            try self.pass("open \(opening)")
            return try live.open(folder, name, opening)
        }
        system.read = { (file, buffer, offset) throws(SystemError) in
            try self.pass("read")
            return try live.read(file, buffer, offset)
        }
        system.write = { (file, bytes) throws(SystemError) in
            try self.pass("write")
            // In two parts, so that a kill leaves half of a file.
            let half = UnsafeRawBufferPointer(
                rebasing: bytes[..<(bytes.count > 8 ? bytes.count - 4 : bytes.count)]
            )
            return try live.write(file, half)
        }
        system.flush = { (file) throws(SystemError) in
            // The disk itself is not asked: a kill is no power cut.
            try self.pass("flush")
        }
        system.status = { (file) throws(SystemError) in
            try self.pass("status")
            return try live.status(file)
        }
        system.statusOfName = { (folder, name) throws(SystemError) in
            try self.pass("statusOfName")
            return try live.statusOfName(folder, name)
        }
        system.setMode = { (file, mode) throws(SystemError) in
            try self.pass("setMode")
            try live.setMode(file, mode)
        }
        system.removeAccessList = { (file) throws(SystemError) in
            try self.pass("removeAccessList")
            try live.removeAccessList(file)
        }
        system.copyAttributes = { (from, to) throws(SystemError) in
            try self.pass("copyAttributes")
            try live.copyAttributes(from, to)
        }
        system.rename = { (folder, from, to, renaming) throws(SystemError) in
            try self.pass("rename \(renaming)")
            try live.rename(folder, from, to, renaming)
        }
        system.link = { (folder, from, to) throws(SystemError) in
            try self.pass("link")
            try live.link(folder, from, to)
        }
        system.remove = { (folder, name) throws(SystemError) in
            try self.pass("remove")
            try live.remove(folder, name)
        }
        system.truncate = { (file, size) throws(SystemError) in
            try self.pass("truncate")
            try live.truncate(file, size)
        }
        system.isMountPoint = { (folder, name) throws(SystemError) in
            try self.pass("isMountPoint")
            return try live.isMountPoint(folder, name)
        }
        system.holdAlone = { (file) throws(SystemError) in
            try self.pass("holdAlone")
            try live.holdAlone(file)
        }
        return system
    }
}

extension FileSystem {
    /// As if these files were mount points, whose place no other file can take.
    package func mounted(_ names: Set<String>) -> FileSystem {
        let own = self
        var system = self
        system.isMountPoint = { (folder, name) throws(SystemError) in
            try own.isMountPoint(folder, name) || names.contains(name)
        }
        system.rename = { (folder, from, to, renaming) throws(SystemError) in
            guard names.isDisjoint(with: [from, to]) else { throw SystemError(code: 16) }
            try own.rename(folder, from, to, renaming)
        }
        return system
    }

    /// As on a file system that cannot exchange names.
    package var withoutExchange: FileSystem {
        let own = self
        var system = self
        system.rename = { (folder, from, to, renaming) throws(SystemError) in
            if case .replacing = renaming { return try own.rename(folder, from, to, renaming) }
            throw SystemError(code: 22)
        }
        return system
    }
}

/// Counts from 1.
package final class Counter: Sendable {
    private let count = Lock(0)

    package init() {}

    package func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
