import PlainJSON
import SlotModel

extension Shape where Value == String {
    /// An `https` origin, or an `http` one of this machine, in its one spelling.
    static func origin(_ words: String) -> Shape {
        scalar(
            words,
            example: "https://api.bitget.com",
            schema: [
                .init("type", "string"),
                .init(
                    "pattern",
                    "^(https://[^/?#@\\\\\\s]+|http://(127\\.[0-9.]+|localhost|\\[::1\\])(:[0-9]+)?)$"
                ),
            ]
        ) { text, node, reading in
            do throws(Origin.Trouble) {
                return try Origin(text).description
            } catch {
                // A bare host, as it is told in the message.
                let own =
                    text.contains("/") || !AddressLook.isHarmless(reading.tree.bytes(of: node))
                    ? nil : try? Origin("https://" + text)
                reading.complain(
                    "wrong-value",
                    "\(reading.quotedHost(node)) \(error.message)",
                    at: node,
                    help: own.map { "write \($0)" } ?? error.help
                )
                return nil
            }
        }
    }

    /// An IP address or a range in CIDR notation.
    static var addressRange: Shape {
        scalar(
            "an IP address or a range of them",
            example: "203.0.113.7",
            schema: [.init("type", "string"), .init("pattern", "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$")]
        ) { text, node, reading in
            guard AddressRange(text) != nil else {
                // Blanks around it, or a port behind it.
                let bare = text.filter { $0 != " " }
                let mended = [bare, String(bare.prefix { $0 != ":" })].first { AddressRange($0) != nil }
                reading.complain(
                    "wrong-value",
                    "\(reading.quoted(node)) is no IP address",
                    at: node,
                    help: mended.map { "write \($0)" }
                        ?? "write it like this: 203.0.113.7, 203.0.113.0/24 or 2001:db8::1"
                )
                return nil
            }
            return text
        }
    }

    private static var proxySchemes: [String] { ["socks5h", "socks5", "http", "https"] }

    /// The URL of a proxy without a user name: a password must not stand in a slot file.
    fileprivate static var proxyURL: Shape {
        scalar(
            "the URL of a proxy",
            example: "socks5h://127.0.0.1:1080",
            schema: [
                .init("type", "string"),
                .init("pattern", "^(socks5h|socks5|http|https)://[^/?#@\\s]+:[0-9]{1,5}$"),
            ]
        ) { text, node, reading in
            let form =
                ownProxy(text, reading.tree.bytes(of: node))
                ?? "write it like this: socks5h://127.0.0.1:1080; http, https and socks5 work too"
            if text.utf8.contains(UInt8(ascii: "@")) {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) has a user name",
                    at: node,
                    help:
                        "store the whole URL with 'slots secret set proxy.url', and write 'secret:proxy.url' here"
                )
                return nil
            }
            guard let scheme = proxySchemes.first(where: { text.hasPrefix($0 + "://") }),
                isHostAndPort(text.dropFirst(scheme.utf8.count + 3))
            else {
                reading.complain(
                    "wrong-value",
                    "\(reading.quotedHost(node)) is no URL of a proxy",
                    at: node,
                    help: form
                )
                return nil
            }
            return text
        }
    }

    /// What is meant by a host and port without a scheme, with a `/` behind it, or by a URL without a port.
    private static func ownProxy(_ text: String, _ bytes: ArraySlice<UInt8>) -> String? {
        guard AddressLook.isHarmless(bytes) else { return nil }
        let scheme = proxySchemes.first { text.hasPrefix($0 + "://") }
        var host = text.dropFirst(scheme.map { $0.utf8.count + 3 } ?? 0)
        if host.hasSuffix("/") { host = host.dropLast() }
        guard !host.contains("/") else { return nil }
        guard isHostAndPort(host) else {
            guard isHostAndPort(host + ":1"), let scheme else { return nil }
            return "name its port too: \(scheme)://\(host):PORT"
        }
        guard let scheme else {
            return "write http://\(host), or socks5h://\(host) where it speaks SOCKS"
        }
        return "write \(scheme)://\(host)"
    }

    /// The rules for hosts and ports are those of origins, whichever scheme stands before.
    private static func isHostAndPort(_ text: Substring) -> Bool {
        guard let port = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            text.utf8.index(after: port) != text.endIndex,
            text[port...].utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        do throws(Origin.Trouble) {
            _ = try Origin("https://" + text)
            return true
        } catch {
            return false
        }
    }
}

extension Shape where Value == ProxyAddress {
    /// A URL that may stand in a file, or a reference to one that may not.
    static var proxy: Shape {
        let (url, reference) = (Shape<String>.proxyURL, Shape<SecretReference>.reference)
        let schemes = ReferenceScheme.allCases.map(\.rawValue).joined(separator: "|")
        return Shape(
            words: "the URL of a proxy, or a reference to one",
            example: url.example,
            schema: {
                let pattern: JSONValue = ["pattern": .string("^(\(schemes)):.+$")]
                return [.init("type", "string"), .init("anyOf", .array([.object(url.schema()), pattern]))]
            }
        ) { node, reading in
            let text = reading.string(of: node)
            let isReference = ReferenceScheme.allCases.contains { text.hasPrefix($0.rawValue + ":") }
            guard isReference else { return url.read(node, &reading).map { .url($0) } }
            return reference.read(node, &reading).map { .reference($0) }
        }
    }
}

extension Reading {
    /// A bare host as it stands there, anything else by its key: what is no address may be a password.
    fileprivate func quotedHost(_ node: YAMLTree.Node) -> String {
        AddressLook.isHarmless(tree.bytes(of: node)) ? quoted(node) : key
    }
}
