/// The tables of the history, and their version in `PRAGMA user_version`.
///
/// Version 2 has the account of a result, which version 1 did not know.
enum Schema {
    static let version = 2
    /// `slot` in ASCII, in `PRAGMA application_id`: tells our databases from others.
    static let application: Int64 = 0x736C_6F74

    /// Looks whether the database is one that we can read; a new one gets its tables.
    ///
    /// - Parameter creating: Absent tables are made; else they are an empty history.
    /// - Returns: Whether the tables are there.
    static func settle(_ database: Database, creating: Bool) throws(HistoryError) -> Bool {
        if try isReady(database) { return true }
        guard creating else { return false }
        try database.transaction { () throws(HistoryError) in
            // Another process may have been faster.
            if try isReady(database) { return }
            try database.run(
                """
                PRAGMA application_id = 0x736C6F74;
                PRAGMA user_version = 2;
                CREATE TABLE checks (
                    id INTEGER PRIMARY KEY,
                    slot TEXT NOT NULL,
                    exchange TEXT NOT NULL,
                    network TEXT NOT NULL,
                    status TEXT NOT NULL,
                    message TEXT NOT NULL,
                    help TEXT,
                    checked_at INTEGER NOT NULL,
                    duration INTEGER,
                    weight INTEGER NOT NULL,
                    permissions TEXT NOT NULL,
                    balances TEXT NOT NULL,
                    inputs TEXT NOT NULL,
                    account TEXT
                ) STRICT;
                CREATE INDEX checks_by_slot ON checks (slot, id);
                CREATE TABLE latest (slot TEXT PRIMARY KEY, id INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE applies (
                    id INTEGER PRIMARY KEY,
                    applied_at INTEGER NOT NULL,
                    bots TEXT NOT NULL,
                    changes INTEGER NOT NULL
                ) STRICT;
                """
            )
        }
        return true
    }

    /// Brings the tables of an earlier version up to this one, inside the transaction of who is about to write.
    ///
    /// Reading never does: it has to work where nothing can be written.
    static func update(_ database: Database) throws(HistoryError) {
        guard try found(in: database) < 2 else { return }
        try database.run("ALTER TABLE checks ADD COLUMN account TEXT; PRAGMA user_version = 2")
    }

    /// The version of the tables; 0: there are none.
    static func found(in database: Database) throws(HistoryError) -> Int {
        Int(try database.integer("PRAGMA user_version"))
    }

    private static func isReady(_ database: Database) throws(HistoryError) -> Bool {
        let found = try found(in: database)
        let owner = try database.integer("PRAGMA application_id")
        if found == 0, owner == 0 {
            guard try database.integer("SELECT count(*) FROM sqlite_schema") == 0 else {
                throw .foreign(path: database.path)
            }
            return false
        }
        guard owner == application else { throw .foreign(path: database.path) }
        guard found <= version else {
            throw .fromTheFuture(path: database.path, version: found, known: version)
        }
        return true
    }
}
