import CCrypto
import CNettle
import CSodium
package import SlotModel

/// The foreign libraries of this room.
package var cryptographyLibraries: [LinkedLibrary] {
    [
        LinkedLibrary("libsodium", version: sodium_version_string().map { String(cString: $0) }),
        LinkedLibrary("nettle", version: "\(nettle_version_major()).\(nettle_version_minor())"),
        // It has neither a call nor a macro for its version.
        LinkedLibrary("libsecp256k1", version: nil),
        LinkedLibrary(
            "libcrypto",
            version: OpenSSL_version(OPENSSL_VERSION_STRING).map { String(cString: $0) }
        ),
    ]
}
