/// The tables of the history, and their version in `PRAGMA user_version`.
///
/// Version 2 has the account of a result, which version 1 did not know. Version 3 is as version 2, but no text of an
/// exchange in it was kept before it was cleaned of credentials. Version 4 has the checks of each slot's latest result.
/// Version 5 has the outcomes of every result's checks, how many results each stands for, and when a slot's results were
/// last thinned out.
enum Schema {
    static let version = 5
    /// The first version that keeps no text of an exchange as it came.
    static let firstClean = 3
    /// Stands for the words of a result that an earlier version recorded.
    static let droppedText = "recorded by an earlier version of slots, whose words are not kept"
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
                PRAGMA user_version = 5;
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
                    account TEXT,
                    results TEXT,
                    outcomes TEXT,
                    times INTEGER NOT NULL DEFAULT 1
                ) STRICT;
                CREATE INDEX checks_by_slot ON checks (slot, id);
                CREATE TABLE latest (
                    slot TEXT PRIMARY KEY,
                    id INTEGER NOT NULL,
                    thinned_at INTEGER
                ) STRICT, WITHOUT ROWID;
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

    /// Brings the tables of an earlier version up to this one.
    ///
    /// Results of versions before ``firstClean`` may hold what an exchange repeated of a credential, and nobody can tell any
    /// more: their words go, and names that are not plainly an asset's or an account's, and the pages that held them are
    /// overwritten.
    static func update(_ database: Database) throws(HistoryError) {
        let before = try found(in: database)
        guard (1..<version).contains(before) else { return }
        try database.run("PRAGMA secure_delete = ON")
        try database.transaction { () throws(HistoryError) in
            let found = try found(in: database)
            guard found < version else { return }
            if found < 2 { try database.run("ALTER TABLE checks ADD COLUMN account TEXT") }
            if found < firstClean { try clean(database) }
            if found < 4 { try database.run("ALTER TABLE checks ADD COLUMN results TEXT") }
            try database.run(
                """
                ALTER TABLE checks ADD COLUMN outcomes TEXT;
                ALTER TABLE checks ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE latest ADD COLUMN thinned_at INTEGER;
                PRAGMA user_version = 5
                """
            )
        }
        if before < firstClean { try database.run("VACUUM") }
    }

    private static func clean(_ database: Database) throws(HistoryError) {
        try database.prepare("UPDATE checks SET message = ?, help = NULL").run(.text(droppedText))
        try database.run(
            """
            UPDATE checks SET account = NULL WHERE NOT (account NOT GLOB '*[^0-9]*' AND length(account) <= 20
                OR account GLOB '0x*' AND account NOT GLOB '*[^0-9a-fx]*' AND length(account) = 42);
            UPDATE checks SET balances = '[]' WHERE EXISTS (
                SELECT 1 FROM json_each(balances) WHERE length(json_extract(value, '$.asset')) > 10
                    OR json_extract(value, '$.asset') GLOB '*[^A-Z0-9]*')
            """
        )
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
