// swift-tools-version: 6.2

import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: a Swift target with the imports that it may use, and its tests beside it.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name), "TestSupport"] + (name == "SlotModel" ? [] : ["SlotModel"])
            + dependencies,
        exclude: exclude,
        swiftSettings: house
    )
}

/// A C library of the system: found by pkg-config, brought in by the Debian package.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "slots",
    products: [.executable(name: "slots", targets: ["slots"])],
    targets: [
        // C libraries. Exactly one Swift target imports each of them.
        library("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        library("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        library("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        library("CSecp256k1", pkgConfig: "libsecp256k1", package: "libsecp256k1-dev"),
        library("CCrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
        library("CNettle", pkgConfig: "nettle", package: "nettle-dev"),
        library("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        .target(name: "CRapidJSON"),
        .target(name: "CMustache"),
        .target(name: "CLinux"),
        // Replaces free(3) in whatever is linked with it.
        .target(name: "CWiping"),

        // The house, from left to right; no arrow points back.
        room("Locking"),
        room("SlotModel"),
        room("PlainJSON", ["CRapidJSON"]),
        room("Cryptography", ["SlotModel", "Locking", "CSodium", "CSecp256k1", "CNettle", "CCrypto"]),
        room("Processes", ["SlotModel", "Locking", "Cryptography", "CLinux"]),
        room("Terminal", ["SlotModel", "Locking", "Cryptography"]),
        room("Files", ["SlotModel", "Locking", "Cryptography", "CLinux"]),
        room("SlotFiles", ["SlotModel", "PlainJSON", "CYAML"]),
        room("Secrets", ["SlotModel", "Locking", "Cryptography", "Files", "Processes", "CLinux"]),
        room("HTTPTransport", ["SlotModel", "Locking", "Cryptography", "CCurl"]),
        room("Exchanges", ["SlotModel", "Locking", "PlainJSON", "Cryptography", "HTTPTransport"]),
        room("Checks", ["SlotModel", "Locking", "Exchanges", "HTTPTransport", "Cryptography"]),
        room("BotConfigs", ["SlotModel", "Locking", "Cryptography", "CMustache"]),
        room("Ledger", ["SlotModel", "PlainJSON", "Cryptography", "Files", "BotConfigs", "CSQLite"]),
        room(
            "Revisions",
            ["Locking", "SlotModel", "PlainJSON", "Cryptography", "Files", "BotConfigs", "Ledger"]
        ),
        room("Sandbox", ["SlotModel", "Locking", "PlainJSON", "Cryptography", "CMicroHTTPD"]),
        room(
            "Operations",
            [
                "Locking", "SlotModel", "PlainJSON", "Cryptography", "Processes", "SlotFiles", "Secrets",
                "HTTPTransport", "Exchanges", "Checks", "BotConfigs", "Files", "Ledger", "Revisions",
                "Sandbox",
            ]
        ),
        room(
            "SlotEditing",
            [
                "SlotModel", "Cryptography", "SlotFiles", "Secrets", "HTTPTransport", "Exchanges",
                "BotConfigs", "Files", "Ledger", "Processes", "Revisions", "Sandbox", "Operations", "CLinux",
            ]
        ),
        room(
            "Doctor",
            [
                "Locking", "SlotModel", "PlainJSON", "Cryptography", "Processes", "SlotFiles", "Secrets",
                "HTTPTransport", "Exchanges", "BotConfigs", "Files", "Ledger", "Revisions", "Sandbox",
                "Operations",
                "CLinux",
            ]
        ),
        room(
            "SlotsCLI",
            [
                "Locking", "SlotModel", "PlainJSON", "Cryptography", "Processes", "Terminal", "SlotFiles",
                "Secrets", "HTTPTransport", "Exchanges", "Checks", "BotConfigs", "Files", "Revisions",
                "Ledger", "Sandbox", "Operations", "SlotEditing", "Doctor",
            ]
        ),
        .executableTarget(
            name: "slots",
            dependencies: ["SlotsCLI", "CLinux", "CWiping"],
            swiftSettings: house,
            // Functions of libraries are looked up at the start: a look-up at the first call saves all registers on the
            // stack, bytes of a secret among them. The table of their addresses is read-only from then on.
            linkerSettings: [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]
        ),

        // Tests, each beside its room.
        .testTarget(
            name: "TestSupport",
            dependencies: ["SlotModel", "Locking", "Files", "Ledger", "Terminal"],
            exclude: ["Vectors"],
            swiftSettings: house
        ),
        // Kills a program, or lets it fail, at one of its system calls.
        .executableTarget(name: "strike", path: "Tests/Strike"),
        .testTarget(name: "WipingTests", dependencies: ["CWiping"], swiftSettings: house),
        tests("SlotModel"),
        tests("PlainJSON"),
        tests("Cryptography", ["PlainJSON"], exclude: ["Vectors"]),
        tests("Processes", ["Cryptography"]),
        tests("Terminal", ["Cryptography", "Locking"]),
        tests("Files", ["Cryptography", "Locking"]),
        tests("SlotFiles", ["PlainJSON"]),
        tests("Secrets", ["Cryptography", "Files"]),
        tests("HTTPTransport", ["Cryptography", "Locking"], exclude: ["refuse_streams.py"]),
        tests("Exchanges", ["PlainJSON", "Cryptography", "HTTPTransport", "Sandbox", "Locking"]),
        tests("Checks", ["Exchanges", "HTTPTransport", "Cryptography", "Locking"]),
        tests("BotConfigs", ["Cryptography", "PlainJSON", "SlotFiles"], exclude: ["Fixtures"]),
        tests("Ledger", ["BotConfigs", "Files"], exclude: ["Fixtures"]),
        tests("Revisions", ["BotConfigs", "Files", "Ledger", "Cryptography", "PlainJSON", "SlotFiles"]),
        tests("Sandbox", ["PlainJSON", "Locking", "Cryptography", "HTTPTransport", "Exchanges", "Checks"]),
        tests(
            "Operations",
            [
                "Locking", "Cryptography", "Exchanges", "Ledger", "HTTPTransport", "Processes", "Revisions",
                "Sandbox",
            ]
        ),
        tests("SlotEditing", ["BotConfigs", "Cryptography", "Operations", "SlotFiles"]),
        tests("Doctor", ["HTTPTransport", "Secrets"]),
        tests(
            "SlotsCLI",
            [
                "PlainJSON", "Locking", "Checks", "Exchanges", "Revisions", "BotConfigs", "Cryptography",
                "HTTPTransport", "Secrets", "SlotFiles", "Terminal", "Operations", "SlotEditing", "Doctor",
            ],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: ["TestSupport", "PlainJSON", "SlotModel", "Locking", "Sandbox", "slots", "strike"],
            swiftSettings: house
        ),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
