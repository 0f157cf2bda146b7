import CCurl
package import SlotModel

/// The foreign libraries of this room.
package var transportLibraries: [LinkedLibrary] {
    CurlLibrary.start()
    // A constant of the library.
    guard let info = slots_curl_version()?.pointee else {
        return [LinkedLibrary("libcurl", version: nil)]
    }
    let hasTLS = info.features & CURL_VERSION_SSL != 0
    let hasHTTP2 = info.features & CURL_VERSION_HTTP2 != 0
    var parts: [String] = []
    if let tls = info.ssl_version { parts.append(String(cString: tls)) }
    if hasHTTP2 { parts.append("HTTP/2") }
    return [
        LinkedLibrary(
            "libcurl",
            version: info.version.map { String(cString: $0) },
            parts: parts,
            lacks: (hasTLS ? [] : ["TLS"]) + (hasHTTP2 ? [] : ["HTTP/2"])
        )
    ]
}
