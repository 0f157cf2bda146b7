/// The proxy that a slot's requests go through.
package enum ProxyAddress: Hashable, Sendable {
    /// A URL with the scheme `http`, `https`, `socks5` or `socks5h`, without a user name.
    case url(String)
    /// Where such a URL is to be had, which may have a user name and a password.
    case reference(SecretReference)

    /// The URL where the slot's file has it.
    package var url: String? {
        if case .url(let text) = self { text } else { nil }
    }
}
