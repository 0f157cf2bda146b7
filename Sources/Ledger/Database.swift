import CSQLite
import Glibc

/// A SQLite database, opened; closed when it goes.
///
/// Not shared between threads. The rollback journal is kept rather than the write-ahead log: a command opens the file,
/// writes once and closes it, and then the log is written back each time, which takes twice as long; twenty processes
/// at once are as fast with either. Without the log there are no `-wal` and `-shm` files to leave behind, reading works
/// in a folder that cannot be written, and so do network file systems.
final class Database {
    private let handle: OpaquePointer
    let path: String
    /// When waiting for others ends: a minute after opening, for all waits together.
    private let deadline = ContinuousClock.now + .seconds(60)

    /// - Parameter path: Absolute, without symbolic links in it: `SQLITE_OPEN_NOFOLLOW` refuses them anywhere.
    init(path: String, mode: Mode, patience: Duration) throws(HistoryError) {
        let access = mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let flags = access | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened else {
            throw .cannotOpen(path: path, reason: "out of memory")
        }
        handle = opened
        self.path = path
        // From here on `deinit` closes the handle, which SQLite gives even when opening failed.
        if code != SQLITE_OK { throw error(code) }
        try expectOK(slots_set_defensive(handle))
        try expectOK(sqlite3_busy_timeout(handle, Int32(clamping: patience.components.seconds * 1000)))
        // Reads the file, and so has to wait already.
        try patiently { () throws(HistoryError) in try run("PRAGMA synchronous = FULL") }
    }

    enum Mode { case readWrite, readOnly }

    /// Runs statements without parameters or rows.
    func run(_ sql: StaticString) throws(HistoryError) {
        try expectOK(sqlite3_exec(handle, "\(sql)", nil, nil, nil))
    }

    func prepare(_ sql: StaticString) throws(HistoryError) -> Statement {
        var statement: OpaquePointer?
        try expectOK(sqlite3_prepare_v2(handle, "\(sql)", -1, &statement, nil))
        guard let statement else { throw error(SQLITE_MISUSE) }
        return Statement(statement, of: self)
    }

    /// The first column of the first row.
    func integer(_ sql: StaticString) throws(HistoryError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// One transaction that takes the write lock at its start, so that it cannot fail in the middle for another writer.
    func transaction(_ body: () throws(HistoryError) -> Void) throws(HistoryError) {
        try patiently { () throws(HistoryError) in try run("BEGIN IMMEDIATE") }
        do throws(HistoryError) {
            try body()
            try patiently { () throws(HistoryError) in try run("COMMIT") }
        } catch {
            // Some errors have rolled back already: then there is nothing to do, and `error` tells the reason.
            if sqlite3_get_autocommit(handle) == 0 { _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    /// Does it again as long as others write, up to a minute after the database was opened.
    ///
    /// On a slow disk twenty who record one after the other take longer than anybody should wait for a process that hangs.
    func patiently<Result>(_ body: () throws(HistoryError) -> Result) throws(HistoryError) -> Result {
        while true {
            let seen = lastChange
            do throws(HistoryError) { return try body() } catch {
                guard case .busy = error, lastChange != seen, ContinuousClock.now < deadline else {
                    throw error
                }
            }
        }
    }

    /// When the file was last written, in nanoseconds; wraps around beyond 2262.
    private var lastChange: Int {
        var status = stat()
        return lstat(path, &status) == 0
            ? status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec : 0
    }

    func expectOK(_ code: Int32) throws(HistoryError) {
        if code != SQLITE_OK { throw error(code) }
    }

    func error(_ code: Int32) -> HistoryError {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(path: path)
        case SQLITE_READONLY: .readOnly(path: path)
        case SQLITE_FULL: .full(path: path)
        case SQLITE_CANTOPEN, SQLITE_PERM:
            .cannotOpen(path: path, reason: String(cString: sqlite3_errstr(code)))
        default: .refused(path: path, code: Int(code), message: String(cString: sqlite3_errmsg(handle)))
        }
    }

    deinit { sqlite3_close_v2(handle) }
}

/// A prepared statement; values are bound, never written into the SQL.
final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    enum Value {
        case text(String)
        case integer(Int64)
        case null
    }

    /// Starts again with these values for the parameters, in their order.
    func bind(_ values: [Value]) throws(HistoryError) {
        _ = sqlite3_reset(handle)
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            switch value {
            case .integer(let integer): try database.expectOK(sqlite3_bind_int64(handle, index, integer))
            case .null: try database.expectOK(sqlite3_bind_null(handle, index))
            case .text(let text):
                let code = text.utf8CString.withUnsafeBufferPointer { buffer in
                    slots_bind_text(handle, index, buffer.baseAddress, Int32(clamping: buffer.count - 1))
                }
                try database.expectOK(code)
            }
        }
    }

    /// Goes to the next row; false after the last.
    func step() throws(HistoryError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw database.error(code)
        }
    }

    /// Runs a statement that gives no rows.
    func run(_ values: Value...) throws(HistoryError) {
        try bind(values)
        _ = try step()
        _ = sqlite3_reset(handle)
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// `nil` for NULL and behind the last column; bytes that are no UTF-8 are replaced.
    func text(_ column: Int32) -> String? {
        guard column < sqlite3_column_count(handle), let bytes = sqlite3_column_text(handle, column) else {
            return nil
        }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    deinit { sqlite3_finalize(handle) }
}
