package import SlotModel

/// The foreign libraries of this room.
package var botConfigLibraries: [LinkedLibrary] {
    // A header without a macro for its version.
    [LinkedLibrary("kainjow mustache", version: nil, isCompiledIn: true)]
}
