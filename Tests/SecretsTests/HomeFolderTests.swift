import Glibc
import Secrets
import Testing

@Suite("the user's own folder")
struct HomeFolderTests {
    @Test("is what HOME says, and never a folder of the system where HOME says nothing")
    func home() throws {
        #expect(homeFolder("/home/trader") == "/home/trader")
        let entry = try #require(getpwuid(geteuid()))
        let listed = String(cString: entry.pointee.pw_dir)
        for variable in [nil, "", "home/trader"] { #expect(homeFolder(variable) == listed) }
    }

    @Test("holds the identity, in the folder for settings")
    func identity() {
        func file(_ variables: [String: String]) -> String? {
            SecretStore.identityFile(named: nil, workspace: "/w") { variables[$0] }
        }
        #expect(file(["HOME": "/home/trader"]) == "/home/trader/.config/slots/identity.txt")
        #expect(file(["HOME": "/h", "XDG_CONFIG_HOME": "/c"]) == "/c/slots/identity.txt")
        #expect(file([:]) == homeFolder(nil).map { $0 + "/.config/slots/identity.txt" })
    }
}
