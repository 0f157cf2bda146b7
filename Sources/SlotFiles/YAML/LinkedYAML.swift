import CYAML
package import SlotModel

/// The foreign libraries of this room.
package var fileLibraries: [LinkedLibrary] {
    // yaml_get_version_string gives a constant of the library.
    [LinkedLibrary("libyaml", version: yaml_get_version_string().map { String(cString: $0) })]
}
