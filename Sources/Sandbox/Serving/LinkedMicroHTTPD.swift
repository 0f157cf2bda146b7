import CMicroHTTPD
package import SlotModel

/// The foreign libraries of this room.
package var sandboxLibraries: [LinkedLibrary] {
    [LinkedLibrary("libmicrohttpd", version: MHD_get_version().map { String(cString: $0) })]
}
