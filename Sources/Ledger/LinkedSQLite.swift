import CSQLite
package import SlotModel

/// The foreign libraries of this room.
package var historyLibraries: [LinkedLibrary] {
    [LinkedLibrary("SQLite", version: sqlite3_libversion().map { String(cString: $0) })]
}
