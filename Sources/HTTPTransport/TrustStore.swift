import CCurl

/// Where the certificate authorities are that servers are judged by.
package struct TrustStore: Sendable, Hashable {
    /// A PEM file.
    package var bundle: String?
    /// A folder of hashed names; used only where there is no bundle.
    package var folder: String?

    package init(bundle: String?, folder: String?) {
        self.bundle = bundle
        self.folder = folder
    }

    /// The one that libcurl was built to use; the environment has no say in it.
    package static func ofLibrary() -> TrustStore {
        CurlLibrary.start()
        guard let easy = curl_easy_init() else { return TrustStore(bundle: nil, folder: nil) }
        defer { curl_easy_cleanup(easy) }
        return TrustStore(bundle: text(easy, CURLINFO_CAINFO), folder: text(easy, CURLINFO_CAPATH))
    }

    private static func text(_ easy: UnsafeMutableRawPointer, _ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard slots_easy_get_string(easy, info, &value) == CURLE_OK else { return nil }
        return value.map { String(cString: $0) }
    }
}
